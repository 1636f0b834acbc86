from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from taggit.apps import TaggitAppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Pages, quotes and words"


class TopicsConfig(TaggitAppConfig):
    """taggit under the name that editors know it by."""

    verbose_name = "Topics"


class DeskConfig(AdminConfig):
    """Django's admin with the desk's own front page."""

    default_site = "articles.desk.Desk"
