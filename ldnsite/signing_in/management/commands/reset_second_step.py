from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.second_step import is_required, take_away
from ldnsite.signing_in.sessions import end_sessions


class Command(BaseCommand):
    help = (
        "The way back in for somebody who lost the telephone and the recovery codes: take the "
        "second step away from an account and end its sessions. The password stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the account's name, as it signs in")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        person = get_user_model().objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is no account “{name}”. Names are as they sign in.")
        if not take_away(person):
            raise CommandError(f"“{name}” has no second step; the password is enough.")
        end_sessions(person)
        AuditEntry.objects.record(
            Event.SECOND_STEP_OFF, person=person, about="by manage.py reset_second_step"
        )
        self.stdout.write(f"The second step of “{name}” is taken away, and its sessions are ended.")
        if is_required(person):
            self.stdout.write("The site asks for a new one when this account signs in next.")
