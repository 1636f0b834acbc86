"""The desk's front page: what waits, who sees it, and where each queue leads."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.desk import CODES_A_PART, PAGES_OF_A_CODE, RECENT, naming, queues
from articles.models import Article, UnwrittenCode
from articles.publishing import publish
from tests.articles.admin.forms import change_url, form_of
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_resource,
    make_study,
    make_wanted,
)

pytestmark = pytest.mark.django_db

INDEX, UNWRITTEN = "/admin/", "/admin/unwritten/"


@pytest.fixture
def viewer_client(db):
    """Staff who may look at drafts and change none."""
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


def fill(number):
    """So many rows for every queue, and as many that wait for nobody."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for _ in range(number):
        make_link(status="broken")
        make_link(status="moved")
        make_wanted(days=92)
        make_resource(resource_kind="group")
        gone = make_study(retraction_status="retracted", year=2026)
        make_study()
        make_edition(review_due=yesterday + datetime.timedelta(days=9))
        late = make_edition(
            body=f"[@{gone.key}]\n\n[[{70000 + gone.pk}]]",
            reviewed_on="2020-01-01",
            review_due=yesterday,
            next_code=str(70001 + gone.pk),
        )
        Article.objects.filter(pk=late.article_id).update(
            has_changes=True, publish_on=yesterday, scheduled_version=99
        )
        drafted = make_article()
        Article.objects.filter(pk=drafted.pk).update(
            publish_on=yesterday + datetime.timedelta(days=9), scheduled_version=1
        )


def named_in_vain():
    """Codes with the codes of the pages that name them."""
    return [
        (entry.code, [page.code for page in entry.pages])
        for entry in naming(UnwrittenCode.objects.all())
    ]


def rows_at(client, address):
    response = client.get(address)
    assert response.status_code == 200
    if address.startswith(UNWRITTEN):
        return len(response.context["codes"])
    return response.context["cl"].result_count


def test_each_queue_leads_to_as_many_rows_as_it_counts(editor_client):
    fill(2)
    shown = editor_client.get(INDEX).context["queues"]
    assert len({queue.address for queue in shown}) == len(shown) == 15
    for queue in shown:
        assert queue.count > 0, queue.label
        assert rows_at(editor_client, queue.address) == queue.count, queue.label


def test_queues_with_rows_are_shown_with_their_count(editor_client):
    make_link(status="broken")
    text = editor_client.get(INDEX).content.decode()
    assert '<span class="count">1</span> <span>Links that are broken</span>' in text
    waiting, _, empty = text.partition("Nothing waits here")
    assert "Links that are broken" in waiting
    assert "Links that are broken" not in empty
    assert "Links with a new address" in empty


def test_nothing_waits_at_an_empty_site(editor_client):
    assert {queue.count for queue in queues()} == {0}
    assert "Nothing yet." in editor_client.get(INDEX).content.decode()
    assert "Every page that is named is written." in editor_client.get(UNWRITTEN).content.decode()


def test_staff_who_change_no_drafts_see_no_queues(viewer_client):
    fill(1)
    response = viewer_client.get(INDEX)
    assert response.status_code == 200
    assert "queues" not in response.context
    assert "recent" not in response.context
    assert "Links that are broken" not in response.content.decode()
    assert viewer_client.get(UNWRITTEN).status_code == 403


@pytest.mark.parametrize("address", [INDEX, UNWRITTEN])
def test_reader_is_sent_to_the_login(address, client):
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    for visitor in (client, reader):
        response = visitor.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")


def test_desk_is_kept_in_no_cache(editor_client):
    for address in (INDEX, UNWRITTEN):
        assert "no-store" in editor_client.get(address).headers["Cache-Control"]


def test_work_of_everyone_is_shown_and_not_who_got_which_rights(editor_client, publisher_client):
    article = make_article(title="Theirs")
    publisher_client.post(change_url(article), form_of(article, title="Their work"))
    someone = User.objects.get(username="editor")
    LogEntry.objects.create(
        user=someone,
        content_type=ContentType.objects.get_for_model(User),
        object_id=someone.pk,
        object_repr="made mighty",
        action_flag=CHANGE,
    )
    response = editor_client.get(INDEX)
    assert [str(entry.user) for entry in response.context["recent"]] == ["publisher"]
    text = response.content.decode()
    assert "Their work" in text
    assert "made mighty" not in text


def test_last_work_comes_first_and_not_without_end(editor_client, editor):
    articles = [make_article() for _ in range(RECENT + 5)]
    kind = ContentType.objects.get_for_model(Article)
    for number, article in enumerate(articles):
        LogEntry.objects.create(
            user=editor,
            content_type=kind,
            object_id=article.pk,
            object_repr=article.title,
            action_flag=CHANGE,
            action_time=timezone.now() - datetime.timedelta(days=number),
        )
    recent = editor_client.get(INDEX).context["recent"]
    assert [entry.object_repr for entry in recent] == [row.title for row in articles[:RECENT]]


def test_codes_named_in_vain_come_in_order_with_the_pages_that_name_them():
    one = make_edition(code="500", body="[[9]] and [[14b]]", next_code="14")
    make_edition(code="60", body="[[14b]] [[500]]")
    make_article(code="9")
    make_article(body="[[77]]")
    assert named_in_vain() == [("9", [one.code]), ("14", [one.code]), ("14b", ["60", "500"])]
    assert [page.article_id for page in naming(UnwrittenCode.objects.all())[0].pages] == [
        one.article_id
    ]


def test_code_that_many_pages_name_shows_the_first_of_them_and_how_many(editor_client):
    for number in range(PAGES_OF_A_CODE + 3):
        make_edition(code=str(500 + number), body="[[9]]")
    [entry] = naming(UnwrittenCode.objects.all())
    shown = [page.code for page in entry.pages]
    assert shown == [str(500 + number) for number in range(PAGES_OF_A_CODE)]
    assert (entry.count, entry.more) == (PAGES_OF_A_CODE + 3, 3)
    assert "and on 3 more" in editor_client.get(UNWRITTEN).content.decode()


def test_many_codes_named_in_vain_come_in_parts(editor_client):
    for start in range(1, CODES_A_PART + 2, 20):
        make_edition(body=" ".join(f"[[{code}z]]" for code in range(start, start + 20)))
    first, second = (
        editor_client.get(UNWRITTEN, {"page": page}).context["codes"] for page in (1, "2")
    )
    assert [entry.code for entry in first] == [f"{code}z" for code in range(1, CODES_A_PART + 1)]
    assert second[0].code == f"{CODES_A_PART + 1}z"
    # An odd part is the first, one too high the last.
    for odd, same in (("x", first), ("99", second), ("0", second)):
        shown = editor_client.get(UNWRITTEN, {"page": odd}).context["codes"]
        assert [entry.code for entry in shown] == [entry.code for entry in same]


def test_code_that_a_page_once_bore_is_not_named_in_vain():
    article = make_edition(code="500").article
    make_edition(code="501", body="[[500]]")
    article.code = "502"
    article.save()
    publish(article=article, by=None, note="Moved.")
    assert named_in_vain() == []


def test_code_named_in_vain_leads_to_a_new_draft(editor_client):
    make_edition(title="Naming", body="[[14b]]")
    text = editor_client.get(UNWRITTEN).content.decode()
    assert "Naming" in text
    address = "/admin/articles/article/add/?code=14b"
    assert f'href="{address}"' in text
    form = editor_client.get(address).context["adminform"].form
    assert form["code"].value() == "14b"


def test_number_of_queries_does_not_grow(editor_client, editor):
    def queries(address, number):
        fill(number)
        for article in Article.objects.all():
            LogEntry.objects.create(
                user=editor,
                content_type=ContentType.objects.get_for_model(Article),
                object_id=article.pk,
                object_repr="x",
                action_flag=CHANGE,
            )
        editor_client.get(address)
        with CaptureQueriesContext(connection) as asked:
            editor_client.get(address)
        return len(asked)

    for address in (INDEX, UNWRITTEN):
        assert queries(address, 2) == queries(address, 12)
