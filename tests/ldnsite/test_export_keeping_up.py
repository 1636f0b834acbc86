"""A program that follows `next` and `modified_since` ends with what the site says, once each."""

import itertools
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import publish, withdraw
from ldnsite.models import ContentVersion
from references.models import Study
from tests.factories import make_edition, make_link, make_study

pytestmark = pytest.mark.django_db
PAGES, REFERENCES = "/export/articles.json", "/export/references.json"
RECORDS = ("rubric", "terms", "links", "studies", "resources", "quotes")


def get(address):
    response = Client().get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())


def walk(address, between=None):
    """Every answer from the address on; `between` is called with its place behind each."""
    for place in itertools.count():
        answer = get(address)
        yield answer
        if answer["next"] is None:
            return
        address = answer["next"].removeprefix("http://testserver")
        if between:
            between(place)


def codes(answers):
    return [record["code"] for answer in answers for record in answer["articles"]]


def edit(present, **fields):
    article = Article.objects.get(code=present)
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return publish(article=article, by=None, note="Edited.")


@pytest.fixture
def five(db):
    for code in range(901, 906):
        make_edition(code=str(code))


def test_pages_have_the_size_that_was_asked_for(five):
    answers = list(walk(f"{PAGES}?size=2"))
    assert [len(answer["articles"]) for answer in answers] == [2, 2, 1]
    assert codes(answers) == ["901", "902", "903", "904", "905"]
    assert all(answer["complete"] for answer in answers)


def test_next_keeps_what_was_asked(five):
    [first, _] = walk(f"{PAGES}?size=3&modified_since=1&relevance=5")
    asked = parse_qs(urlsplit(first["next"]).query)
    assert {name: asked[name] for name in ("size", "modified_since", "relevance")} == {
        "size": ["3"],
        "modified_since": ["1"],
        "relevance": ["5"],
    }


def test_site_without_pages_has_one_empty_page():
    assert [answer["articles"] for answer in walk(PAGES)] == [[]]


def test_nothing_is_missed_or_sent_twice_while_editors_publish(five):
    """An edit of a page that was sent, one of a page that was not, a new page and a withdrawal."""
    writes = [
        lambda: edit("901", title="Edited after it was sent"),
        lambda: edit("905", title="Edited before it was sent"),
        lambda: make_edition(code="906"),
        lambda: withdraw(article=Article.objects.get(code="904"), by=None, explanation="Wrong."),
    ]
    answers = list(
        walk(f"{PAGES}?size=1", lambda place: writes[place]() if place < len(writes) else None)
    )
    sent = [
        (record["code"], record["edition"]) for answer in answers for record in answer["articles"]
    ]
    assert len(sent) == len(set(sent))
    mirror = {}
    for answer in answers:
        for record in answer["articles"]:
            mirror[record["id"]] = record
        for removed in answer["removed"]:
            mirror.pop(removed["id"], None)
    now = {record["id"]: record for record in get(PAGES)["articles"]}
    assert mirror == now
    assert {record["code"] for record in now.values()} == {"901", "902", "903", "905", "906"}
    # The last answer's version is where to go on.
    later = get(f"{PAGES}?modified_since={answers[-1]['content_version']}")
    assert (later["articles"], later["removed"]) == ([], [])


def test_only_what_changed_since_is_sent(five):
    seen = get(PAGES)["content_version"]
    edit("903", title="Another")
    answer = get(f"{PAGES}?modified_since={seen}")
    assert codes([answer]) == ["903"]
    assert answer["complete"] is False
    assert codes([get(f"{PAGES}?modified_since={answer['content_version']}")]) == []


def test_removed_says_when_why_and_where_to(five):
    seen = get(PAGES)["content_version"]
    uids = dict(Article.objects.values_list("code", "uid"))
    edit("901", code="911")
    withdraw(article=Article.objects.get(code="902"), by=None, explanation="It was wrong.")
    moved, gone = get(f"{PAGES}?modified_since={seen}")["removed"]
    assert moved.pop("removed_at").endswith("Z")
    assert moved == {
        "list": "articles",
        "code": "901",
        "key": None,
        "id": None,
        "why": "The page has another code now.",
        "moved_to": "911",
    }
    assert (gone["code"], gone["why"], gone["moved_to"]) == ("902", "It was wrong.", None)
    assert gone["id"] == str(uids["902"])


@pytest.mark.parametrize("known_by", ["id", "code"])
def test_page_that_changed_its_code_is_kept_under_the_new_one(five, known_by):
    """Whichever a program holds pages by, and takes what is removed out last."""
    first = get(PAGES)
    held = {record[known_by]: record["code"] for record in first["articles"]}
    edit("901", code="911")
    answer = get(f"{PAGES}?modified_since={first['content_version']}")
    held |= {record[known_by]: record["code"] for record in answer["articles"]}
    for gone in answer["removed"]:
        held.pop(gone[known_by], None)
    assert sorted(held.values()) == ["902", "903", "904", "905", "911"]


def test_many_records_of_one_version_are_cut_where_the_page_ends():
    keys = [make_study(link=make_link()).key for _ in range(4)]
    make_edition(body=" ".join(f"[@{key}]" for key in keys))
    Study.objects.update(dose="1 mg")
    answers = list(walk(f"{REFERENCES}?size=3"))
    sent = [
        (name, record.get("key") or (record["rating"], record["level"]))
        for answer in answers
        for name in RECORDS
        for record in answer[name]
    ]
    assert len(sent) == len(set(sent)) == 15 + 8
    assert all(sum(len(answer[name]) for name in RECORDS) <= 3 for answer in answers)


def test_references_follow_their_changes():
    study = make_study()
    page = make_edition(body=f"[@{study.key}]")
    seen = get(REFERENCES)["content_version"]
    study.dose = "2 mg"
    study.save()
    answer = get(f"{REFERENCES}?modified_since={seen}")
    assert [record["dose"] for record in answer["studies"]] == ["2 mg"]
    assert [answer[name] for name in RECORDS if name != "studies"] == [[]] * 5
    withdraw(article=page.article, by=None, explanation="Wrong.")
    answer = get(f"{REFERENCES}?modified_since={answer['content_version']}")
    assert [(row["list"], row["key"]) for row in answer["removed"]] == [("studies", study.key)]


@pytest.mark.parametrize("asked", ["0", "99999"])
def test_cursor_from_before_a_restored_backup_or_from_nowhere_gets_everything(five, asked):
    number = ContentVersion.objects.number()
    ContentVersion.objects.update(complete_from=number)
    answer = get(f"{PAGES}?modified_since={asked}")
    assert answer["complete"] is True
    assert len(answer["articles"]) == 5
    assert get(f"{PAGES}?modified_since={number}")["complete"] is False


def test_backup_brought_back_between_two_pages_of_a_list_is_told(five):
    """What was read before may have changed, and no later page would say so."""
    address = get(f"{PAGES}?size=2")["next"].removeprefix("http://testserver")
    assert codes(walk(address)) == ["903", "904", "905"]
    number = ContentVersion.objects.bump()
    ContentVersion.objects.update(complete_from=number)
    response = Client().get(address)
    assert response.status_code == 400
    assert "begin again" in response.json()["detail"]
    assert codes(walk(f"{PAGES}?size=2")) == ["901", "902", "903", "904", "905"]


def test_filters_choose_by_topic_and_rating():
    make_edition(code="901", tags=("Sleep", "Pain"), relevance=2)
    make_edition(code="902", tags=("Sleep",), skill_level=1)
    assert codes([get(f"{PAGES}?tag=sleep")]) == ["901", "902"]
    assert codes([get(f"{PAGES}?tag=sleep&tag=pain")]) == ["901"]
    assert codes([get(f"{PAGES}?relevance=2")]) == ["901"]
    assert codes([get(f"{PAGES}?skill_level=1&technical_level=4")]) == ["902"]
    assert codes([get(f"{PAGES}?relevance=2&skill_level=1")]) == []


def test_page_that_no_longer_meets_the_filter_is_told_as_removed():
    make_edition(code="901", relevance=2)
    make_edition(code="902", relevance=2)
    seen = get(f"{PAGES}?relevance=2")["content_version"]
    edit("901", relevance=4)
    answer = get(f"{PAGES}?relevance=2&modified_since={seen}")
    assert codes([answer]) == []
    [removed] = answer["removed"]
    assert (removed["code"], removed["removed_at"]) == ("901", None)
    assert removed["why"] == "It does not match what was asked for."


def test_whole_site_since_a_version(five):
    seen = get("/export/site.json")["content_version"]
    edit("903", title="Another")
    answer = get(f"/export/site.json?modified_since={seen}")
    assert codes([answer]) == ["903"]
    assert [answer[name] for name in RECORDS] == [[]] * 6


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("size=0", "size"),
        ("size=501", "size"),
        ("size=x", "size"),
        ("size=", "size"),
        ("size=1&size=2", "size"),
        ("size=١", "size"),
        ("modified_since=-1", "modified_since"),
        ("modified_since=1.5", "modified_since"),
        ("modified_since=" + "9" * 40, "modified_since"),
        ("after=x", "after"),
        ("after=1.2", "after"),
        ("tag=nowhere", "tag"),
        ("tag=%00", "tag"),
        ("relevance=6", "relevance"),
        ("skill_level=", "skill_level"),
        ("surprise=1", "surprise"),
    ],
)
def test_bad_parameter_is_named_in_a_problem(client, asked, name):
    response = client.get(f"{PAGES}?{asked}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert [error["parameter"] for error in problem["errors"]] == [name]
    assert problem["errors"][0]["detail"].startswith(f"{name} ")


def test_every_bad_parameter_is_named_at_once(client):
    response = client.get(f"{PAGES}?size=0&tag=nowhere&surprise=1")
    problem = response.json()
    names = [error["parameter"] for error in problem["errors"]]
    assert problem["detail"] == " ".join(error["detail"] for error in problem["errors"])
    assert names == ["size", "tag", "surprise"]


@pytest.mark.parametrize(
    "address",
    ["/export/site.json", "/export/site.ndjson", "/export/schema.json", "/export/openapi.json"],
)
def test_parameter_of_another_address_is_unknown_here(client, address):
    response = client.get(f"{address}?size=3")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "size")


def test_topic_of_drafts_alone_is_as_unknown_as_any(client):
    from tests.factories import make_article

    make_article(tags=("secret",))
    one, other = (client.get(f"{PAGES}?tag={tag}") for tag in ("secret", "sekret"))
    assert (one.status_code, one.content) == (400, other.content)
