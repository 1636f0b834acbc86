"""`manage.py publish_due`: what it says, and how it ends."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Article, Edition
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def make_due(by, *, days_ago=0, **fields):
    article = make_article(**fields)
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    Article.objects.filter(pk=article.pk).update(
        publish_on=day, scheduled_version=article.version, scheduled_by=by
    )
    return article


def run():
    """What it wrote to both streams, and the words it ended with: none for a good end."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("publish_due", stdout=out, stderr=err)
    except CommandError as fault:
        return out.getvalue(), err.getvalue(), f"{fault.returncode}: {fault}"
    return out.getvalue(), err.getvalue(), ""


def test_nothing_is_due():
    make_article()
    assert run() == ("", "", "")


def test_pages_of_today_and_before_are_published_and_named(publisher):
    make_due(publisher, code="13", title="First", days_ago=3)
    make_due(publisher, code="14", title="Second")
    make_due(publisher, days_ago=-1)
    out, err, end = run()
    assert out.splitlines() == ["13 First: published, edition 1", "14 Second: published, edition 1"]
    assert (err, end) == ("", "")
    assert Edition.objects.count() == 2


def test_page_that_waits_is_named_with_its_reasons_and_the_run_ends_badly(publisher):
    make_due(publisher, code="13", title="Faulty", body="[@gone] [x][lost]", days_ago=1)
    make_due(publisher, code="14", title="Sound")
    out, err, end = run()
    assert out == "14 Sound: published, edition 1\n"
    assert err.strip() == (
        "13 Faulty waits: Text, line 1: no link has the key “lost”. "
        "Text, line 1: no study or resource has the key “gone”."
    )
    assert end == "1: pages that were due and wait: 1"
