"""The desk's queues of references and links: each is a filter of its list."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.publishing import publish, withdraw
from references.models import Link, Resource, ResourceKind, Study
from references.queues import DIRECTORIES, QUEUES
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_wanted,
)

pytestmark = pytest.mark.django_db


def in_queue(model, name):
    return {row.key for row in QUEUES[model][name].narrow(model.objects.all())}


def days_ago(number):
    return timezone.localdate() - datetime.timedelta(days=number)


@pytest.mark.parametrize("name", ["broken", "moved"])
def test_links_by_what_the_last_check_found(name):
    for status in ("unchecked", "ok", "moved", "caution", "broken"):
        make_link(key=status, status=status)
    make_link(key="wanted", url="")
    assert in_queue(Link, name) == {name}


def test_address_waits_after_three_months_of_being_wanted():
    make_wanted(key="old", days=92)
    make_wanted(key="new", days=90)
    found = make_wanted(key="found", days=200)
    found.url = "https://example.org/"
    found.full_clean()
    found.save()
    assert in_queue(Link, "long-wanted") == {"old"}


@pytest.mark.parametrize(
    ("confirmed_on", "waits"), [(None, True), (366, True), (365, False), (0, False)]
)
def test_directory_waits_after_a_year(confirmed_on, waits):
    day = None if confirmed_on is None else days_ago(confirmed_on)
    resource = make_resource(key="list", resource_kind="clinician_list", confirmed_on=day)
    assert in_queue(Resource, "unconfirmed") == ({"list"} if waits else set())
    # Readers are warned at the same age; of what nobody ever confirmed they are not.
    assert resource.is_confirmed_long_ago == (waits and day is not None)


def test_only_directories_wait_to_be_confirmed():
    for kind in ResourceKind:
        make_resource(key=kind.replace("_", "-"), resource_kind=kind, confirmed_on=days_ago(999))
    assert in_queue(Resource, "unconfirmed") == {"clinician-list", "pharmacy-list", "group"}
    assert len(DIRECTORIES) == 3


def test_retracted_study_waits_while_a_page_cites_it():
    for status in ("retracted", "concern", "corrected", "none_found"):
        make_study(key=status.replace("_", "-"), retraction_status=status)
    make_study(key="idle", retraction_status="retracted")
    make_study(key="drafted", retraction_status="retracted")
    make_article(body="[@drafted]")
    citing = "[@retracted; @concern; @corrected; @none-found]"
    article = make_edition(body=citing).article
    make_edition(body="![[retracted]]")
    assert in_queue(Study, "retracted") == {"retracted"}
    assert QUEUES[Study]["retracted"].narrow(Study.objects.all()).count() == 1
    for other in Article.objects.exclude(editions=None):
        withdraw(article=other, by=None, explanation="Wrong.")
    assert in_queue(Study, "retracted") == set()
    publish(article=article, by=None, note="Again.")
    assert in_queue(Study, "retracted") == {"retracted"}


@pytest.mark.parametrize(("model", "make"), [(Study, make_study), (Resource, make_resource)])
def test_uncited_is_what_no_page_of_today_names(model, make):
    for key in ("idle", "drafted", "formerly", "cited", "shown", "source"):
        make(key=key)
    make_quote(key="voice", source=model.objects.get(key="source"))
    make_article(body="[@drafted]")
    article = make_edition(body="[@formerly]").article
    article.body = "Words."
    article.save()
    publish(article=article, by=None, note="Without.")
    make_edition(body="[@cited]\n\n![[shown]]\n\n![[voice]]")
    make_edition(body="[@cited]")
    assert in_queue(model, "uncited") == {"idle", "drafted", "formerly"}


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model, queues in QUEUES.items() for name in queues]
)
def test_list_shows_exactly_the_rows_of_the_queue(editor_client, model, name):
    make_link(status="broken")
    make_link(status="moved")
    make_wanted(key="lost", days=92)
    make_resource(resource_kind="group")
    make_study(key="gone", retraction_status="retracted")
    make_study()
    shown = make_resource()
    make_edition(body=f"[@gone; @{shown.key}]")
    url = reverse(f"admin:references_{model._meta.model_name}_changelist")
    rows = editor_client.get(url, {"attention": name}).context["cl"].queryset
    assert {row.key for row in rows} == in_queue(model, name)
    assert 0 < len(rows) < model.objects.count()


def test_queue_of_another_list_shows_the_whole_list(editor_client):
    make_link()
    url = reverse("admin:references_link_changelist")
    assert len(editor_client.get(url, {"attention": "retracted"}).context["cl"].queryset) == 1
