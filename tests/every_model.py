"""A row in every table, for tests that take the whole database somewhere and back."""

from datetime import date, timedelta

from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Presence
from articles.publishing import publish, withdraw
from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.models import ContentVersion, Removal
from ldnsite.signing_in.models import Counter
from references.models import LinkCheckRun
from tests import factories


def fill() -> None:
    """A page with two editions that uses one of everything, a withdrawn one, people and traces."""
    factories.make_link(key="link", note="A note.")
    factories.make_study(key="study", secondary_of=factories.make_study(key="first"))
    factories.make_resource(key="resource")
    factories.make_quote(key="quote")
    factories.make_term(key="term", term="placebo", definition="A dummy.")
    body = "A placebo [@study; @resource], [a link][link], [[909]].\n\n![[quote]]\n\n![[resource]]"
    # Reviewed before the study appeared.
    reviewed = {"reviewed_on": date(2001, 1, 1)}
    article = factories.make_edition(
        code="901", slug="page", body=body, tags=("sleep",), **reviewed
    ).article
    article.body += "\n\nMore."
    article.save()
    publish(article=article, by=None, note="More.")
    gone = factories.make_edition(code="902", slug="gone")
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    factories.make_article(code="903", slug="draft")
    _people(article)
    LinkCheckRun.objects.create(started_at=timezone.now(), finished_at=timezone.now())
    if not Removal.objects.exists():
        number = ContentVersion.objects.number()
        Removal.objects.note("studies", ["none"], number, why="It was deleted.")


def _people(article: models.Model) -> None:
    user = User.objects.create_superuser("everybody", password="a long password")
    user.groups.add(Group.objects.first())
    user.user_permissions.add(Permission.objects.first())
    Client().force_login(user)
    Presence.objects.create(article=article, user=user, seen_at=timezone.now())
    LogEntry.objects.create(user=user, object_repr="page", action_flag=ADDITION)
    AuditEntry.objects.record(Event.SIGNED_IN, person=user)
    Counter.objects.create(subject="name:x", ends_at=timezone.now() + timedelta(days=1))
    TOTPDevice.objects.create(user=user, name="telephone")
    StaticDevice.objects.create(user=user, name="paper").token_set.create(token="token")


def empty_tables() -> list[str]:
    """Models without a row: a new one has to get one above."""
    return [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._base_manager.exists()
    ]
