from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Pages, quotes and words"


class DeskConfig(AdminConfig):
    """Django's admin with the desk's own front page."""

    default_site = "articles.desk.Desk"
