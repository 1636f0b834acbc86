from django.apps import AppConfig
from django.db.backends.signals import connection_created

from ldnsite.turns import take_turns


class LdnsiteConfig(AppConfig):
    name = "ldnsite"
    verbose_name = "Site"

    def ready(self) -> None:
        connection_created.connect(take_turns)
