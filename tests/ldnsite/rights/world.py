"""A site with a row of everything, what each page is asked with, and what a POST changed."""

import hashlib
from collections.abc import Iterator

import html5lib
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Quote, RatingLevel, Term
from ldnsite.auditing.models import AuditEntry, Event
from references.models import Link, LinkCheckRun, Resource, Study
from tests.articles.admin.forms import form_of
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)
from tests.ldnsite.rights.table import ROLES, Least

PASSWORD = "a long password"
NEW_PASSWORD = "quite another password 7"
RECORD = "PMID- 12345678\nTI  - A crafted study\nDP  - 2020\nAU  - Doe J\n"
# Written by the machinery of sessions and logs, whoever asks for whatever.
UNCOUNTED = {"sessions.session", "signing_in.counter", "auditing.auditentry", "admin.logentry"}


def desk_names() -> Iterator[tuple[str | None, str]]:
    """Every address under /admin/ in the URL resolver: its name and its own pattern."""
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "admin/":
            yield from _names(pattern, pattern.namespace)


def _names(resolver: URLResolver, namespace: str | None) -> Iterator[tuple[str | None, str]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, pattern.namespace or namespace)
        else:
            name = f"{namespace}:{pattern.name}" if namespace and pattern.name else pattern.name
            yield name, str(pattern.pattern)


def visitor(least: Least) -> Client:
    """Somebody who is just that, signed in where that is possible."""
    client = Client()
    if least > Least.ANYBODY:
        make = User.objects.create_superuser if least == Least.SUPERUSER else _staff
        user = make(f"the-{least.name.lower()}", password=PASSWORD)
        user.groups.set(Group.objects.filter(name=ROLES.get(least)))
        client.force_login(user)
    return client


def _staff(name: str, password: str) -> User:
    return User.objects.create_user(name, password=password, is_staff=True)


class World:
    """A row of every model that the desk shows, and another to merge it with."""

    def __init__(self) -> None:
        # Moved, and at an address that the link checker refuses to visit without asking anybody.
        link = make_link(url="http://127.0.0.1/", final_url="https://example.org/new")
        make_link(key="other-link", url="https://example.org/other")
        study, resource = make_study(title="A study"), make_resource(title="A resource")
        make_study(key="other-study"), make_resource(key="other-resource")
        quote, term = make_quote(words="Some words"), make_term()
        make_quote(key="other-quote")
        self.draft = make_article(title="A draft")
        self.edition = make_edition(title="A page", tags=("sleep",))
        person = User.objects.create_user("somebody", password=PASSWORD)
        person.totpdevice_set.create(name="app")
        for row in (link, study, resource, quote, term):
            # A second version, so that the first can be brought back.
            name = NAMES[type(row)][0]
            setattr(row, name, f"{getattr(row, name)}, changed")
            row.save()
        self.rows = {
            "articles_article": self.draft,
            "articles_edition": self.edition,
            "articles_quote": quote,
            "articles_term": term,
            "articles_ratinglevel": RatingLevel.objects.first(),
            "references_reference": study,
            "references_study": study,
            "references_resource": resource,
            "references_link": link,
            "references_linkcheckrun": LinkCheckRun.objects.create(started_at=timezone.now()),
            "taggit_tag": Tag.objects.get(name="sleep"),
            "auth_user": person,
            "auditing_auditentry": AuditEntry.objects.record(Event.SIGNED_OUT, person=person),
        }

    def address(self, name: str) -> str:
        """Where the page of that name stands for this world's rows."""
        return reverse(name, args=self._arguments(name)) + self._query(name)

    def _arguments(self, name: str) -> list:
        own = name.removeprefix("admin:")
        if own == "app_list":
            return ["articles"]
        if own == "view_on_site":
            row = self.rows["references_study"]
            return [ContentType.objects.get_for_model(row).pk, row.pk]
        if own.startswith("merge_"):
            model = "articles_quote" if own == "merge_quote" else own.replace("merge", "references")
            return [self.rows[model].pk]
        if own.endswith("_quick_add"):
            return ["link"]
        if own == "articles_article_withdraw":
            return [self.edition.article_id]
        for model, row in self.rows.items():
            if own == f"{model}_simple_history":
                return [row.pk, row.history.earliest().history_id]
            if own.startswith(f"{model}_"):
                try:
                    return [row.pk] if reverse(name, args=[row.pk]) else []
                except NoReverseMatch:
                    return []
        return []

    def _query(self, name: str) -> str:
        if name.startswith("merge_"):
            return f"?other=other-{name.removeprefix('merge_')}"
        if name == "admin:autocomplete":
            return "?app_label=articles&model_name=quote&field_name=source&term=a"
        if name.endswith("_choices"):
            return "?kind=reference&q=a"
        return ""

    def posted(self, name: str, mighty: Client) -> dict:
        """What a superuser's browser would send from that page, with something typed into it."""
        own = name.removeprefix("admin:")
        address = self.address(name)
        if own.endswith(("_changelist", "history", "delete", "deleted")):
            return {"post": "yes"}
        shown = fields_of(mighty.get(address).content.decode())
        model, _, page = own.rpartition("_")
        typed = SPECIAL.get(own) or TYPED.get(page, {}).get(model) or {"post": "yes"}
        if own == "articles_article_change":
            shown = form_of(self.draft)
        if own == "references_link_use_new_address":
            typed = {"offered": self.rows["references_link"].final_url}
        if own == "references_study_from_record":
            shown = fields_of(mighty.post(address, {"text": RECORD}).content.decode())
            typed = {"_confirm": "x", "record-1-condition": "fibromyalgia"}
        return shown | typed


NAMES = {
    Link: ("label",),
    Study: ("title",),
    Resource: ("title",),
    Quote: ("words",),
    Term: ("definition",),
}
CRAFTED = "crafted words"
TYPED = {
    "change": {
        "articles_article": {"title": CRAFTED},
        "articles_edition": {"title": CRAFTED},
        "articles_quote": {"words": CRAFTED},
        "articles_term": {"definition": CRAFTED},
        "articles_ratinglevel": {"description": CRAFTED},
        "references_reference": {"title": CRAFTED},
        "references_study": {"title": CRAFTED},
        "references_resource": {"title": CRAFTED},
        "references_link": {"label": CRAFTED},
        "references_linkcheckrun": {"asked": 7},
        "taggit_tag": {"name": CRAFTED},
        "auth_user": {"first_name": CRAFTED},
        "auditing_auditentry": {"about": CRAFTED},
    },
    "add": {
        "articles_article": {"title": CRAFTED, "slug": "crafted", "code": "777"},
        "articles_edition": {"title": CRAFTED, "slug": "crafted", "code": "777"},
        "articles_quote": {"key": "crafted", "words": CRAFTED, "speaker": "A", "role": "patient"},
        "articles_term": {"key": "crafted", "term": "crafted", "definition": CRAFTED},
        "articles_ratinglevel": {"rating": "relevance", "level": 3, "name": CRAFTED},
        "references_reference": {"key": "crafted", "title": CRAFTED},
        "references_study": {
            "key": "crafted",
            "title": CRAFTED,
            "year": 2020,
            "condition": "fibromyalgia",
        },
        "references_resource": {"key": "crafted", "title": CRAFTED, "resource_kind": "book"},
        "references_link": {"key": "crafted", "label": CRAFTED, "url": "https://example.org/x"},
        "references_linkcheckrun": {"asked": 7},
        "taggit_tag": {"name": CRAFTED, "slug": "crafted"},
        "auth_user": {
            "username": "crafted",
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
            "usable_password": "true",
        },
        "auditing_auditentry": {"event": "signed_in", "about": CRAFTED},
    },
}
SPECIAL = {
    "password_change": {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    },
    "auth_user_password_change": {
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "usable_password": "true",
    },
    "articles_article_publish": {"_now": "x"},
    "articles_article_withdraw": {"explanation": CRAFTED},
    "articles_article_bring_in": {"text": "# Crafted\n\nWords.", "_make": "x"},
    "articles_article_quick_add": {
        "key": "crafted",
        "label": CRAFTED,
        "url": "https://example.org/x",
    },
}


def fields_of(page: str) -> dict:
    """Every field of the page's forms as a browser would send it, without buttons and files."""
    found: dict = {}
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        name = node.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        kind = node.get("type", "text")
        if node.tag == "textarea":
            found[name] = (node.text or "").removeprefix("\n")
        elif node.tag == "select":
            chosen = [each for each in node.iter("option") if each.get("selected") is not None]
            values = [each.get("value", "") for each in chosen]
            if values:
                found[name] = values
        elif node.tag == "input" and kind not in ("submit", "button", "file"):
            is_chosen = kind not in ("checkbox", "radio") or node.get("checked") is not None
            if is_chosen:
                found[name] = node.get("value", "on" if kind == "checkbox" else "")
    return found


def fingerprint() -> dict[str, str]:
    """A digest of every table that people's work stands in."""
    return {
        model._meta.label_lower: hashlib.sha256(
            repr(list(model._base_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in UNCOUNTED
    }


def desk_models() -> dict[str, admin.ModelAdmin]:
    return {
        f"{model._meta.app_label}_{model._meta.model_name}": desk
        for model, desk in admin.site._registry.items()
    }
