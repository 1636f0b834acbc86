from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core import checks


class SigningInConfig(AppConfig):
    name = "ldnsite.signing_in"
    verbose_name = "Signing in"

    def ready(self) -> None:
        from ldnsite.signing_in.checks import check_required_roles

        checks.register(check_required_roles)


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with the editors' desk, behind this project's own way to sign in."""

    default = False
    default_site = "ldnsite.signing_in.desk.GuardedDesk"
