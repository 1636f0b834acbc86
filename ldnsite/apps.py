from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save

from ldnsite.caching import ahead
from ldnsite.turns import take_turns


class LdnsiteConfig(AppConfig):
    name = "ldnsite"
    verbose_name = "Site"

    def ready(self) -> None:
        connection_created.connect(take_turns)
        post_save.connect(ahead.note, sender="articles.Edition", dispatch_uid="ldnsite.caching")
