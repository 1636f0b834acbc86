from django.apps import AppConfig
from taggit.apps import TaggitAppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Pages, quotes and words"


class TopicsConfig(TaggitAppConfig):
    """taggit under the name that editors know it by."""

    verbose_name = "Topics"
