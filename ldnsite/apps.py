from django.apps import AppConfig


class LdnsiteConfig(AppConfig):
    name = "ldnsite"
    verbose_name = "Site"
