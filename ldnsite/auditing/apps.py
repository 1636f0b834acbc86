from django.apps import AppConfig


class AuditingConfig(AppConfig):
    """A leaf: whoever does something worth a line writes it, and this knows none of them."""

    name = "ldnsite.auditing"
    verbose_name = "Who did what"
