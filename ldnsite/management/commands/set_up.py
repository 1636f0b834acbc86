import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from articles.models import Article
from ldnsite.searching.models import SearchEntry

STARTER = Path(__file__).resolve().parents[2] / "starter" / "page-13.json"
USERNAME = "editor"


class Command(BaseCommand):
    help = (
        "Make a new database ready: load the starter content where there is no page, make an "
        "editor's account where there is none, and say where everything is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            default="http://127.0.0.1:8000",
            help="where the site will answer, for the message",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].rstrip("/")
        if not Article.objects.exists():
            self.stdout.write("Loading the starter content …")
            call_command("import_content", STARTER, stdout=self.stdout)
        if not SearchEntry.objects.exists():
            # A database from before the search; what is loaded above is found at once.
            call_command("rebuild_search", stdout=self.stdout)
        User = get_user_model()
        self.stdout.write(f"\nThe site:  {address}/")
        self.stdout.write(f"The desk:  {address}/admin/")
        account = User.objects.filter(is_active=True).order_by("-is_superuser", "pk").first()
        if account:
            self.stdout.write(
                "Accounts are kept. For a new password: "
                f".venv/bin/python manage.py changepassword {account.get_username()}\n"
            )
            return
        password = secrets.token_urlsafe(15)
        User.objects.create_superuser(USERNAME, password=password)
        self.stdout.write(f"User name: {USERNAME}")
        self.stdout.write(f"Password:  {password}   (shown this once; keep it)\n")
