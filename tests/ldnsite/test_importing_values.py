"""What stands in a single column: any JSON value is taken or refused, and nothing else happens."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.models import RATINGS, Article, Edition
from ldnsite.export import pages
from ldnsite.export.records import RECORD_TYPES
from ldnsite.importing import ARTICLE_KEYS, DERIVED_ARTICLE_KEYS
from ldnsite.strict_json import ImportRefused
from references.models import Link, Study
from tests.factories import make_link
from tests.ldnsite.documents import RECORDS, document, faults_of, load, record

pytestmark = pytest.mark.django_db

COLUMNS = [
    *((kind.name, key) for kind in RECORD_TYPES for key in kind.columns),
    *(("articles", key) for key in pages.COLUMNS),
]
KINDS = {
    "basis": {"participants_basis"},
    "day": {"published_on", "retraction_checked_on", "confirmed_on", "reviewed_on", "review_due"},
    "lines": {"forms", "former_keys", "authors", "people", "registry_ids", "key_messages"},
    "moment": {"checked_at", "failing_since"},
    "number": {"http_status", "year", "participants", "level"},
}
NEVER = [True, {}, 1.5]
WRONG = {
    "text": [*NEVER, 0, [], ["a"]],
    "basis": [*NEVER, 0, [], "", "maybe"],
    "day": [*NEVER, 0, [], "", "soon", "2026-02-30", "23.11.2026", "2026-11-23T12:00:00Z"],
    "lines": [*NEVER, 0, None, "a", [1], [None], [["a"]], [""], [" "]],
    "moment": [*NEVER, 0, [], "", "soon", "2026-11-23", "2026-02-30T12:00:00Z"],
    "number": [*NEVER, "1", [], [1]],
}


def kind_of(key):
    return next((kind for kind, keys in KINDS.items() if key in keys), "text")


def only_fault(name, key, value):
    faults = faults_of(document(**{name: [record(name, **{key: value})]}))
    assert list(faults) == [f"/{name}/0/{key}"]
    return faults[f"/{name}/0/{key}"]


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        pytest.param(name, key, value, id=f"{name}-{key}-{json.dumps(value)}")
        for name, key in COLUMNS
        for value in WRONG[kind_of(key)]
    ],
)
def test_value_of_the_wrong_kind_is_refused_with_its_pointer(name, key, value):
    message = only_fault(name, key, value)
    assert "has to be" in message


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "a\nb", "a\u2028b"])
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("terms", "forms"),
        ("studies", "authors"),
        ("resources", "people"),
        ("articles", "key_messages"),
    ],
)
def test_text_of_a_list_is_one_line(name, key, text):
    assert "one line" in only_fault(name, key, [text])


@pytest.mark.parametrize(
    "moment",
    ["2026-11-23T12:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"],
)
def test_moment_without_zone_or_beyond_the_calendar_is_refused(moment):
    only_fault("links", "checked_at", moment)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *((name, "key") for name in RECORDS if name not in ("rubric", "articles")),
        *((name, "title") for name in ("studies", "resources", "articles")),
        ("rubric", "rating"),
        ("rubric", "level"),
        ("rubric", "name"),
        ("terms", "term"),
        ("terms", "definition"),
        ("links", "label"),
        ("studies", "condition"),
        ("studies", "status"),
        ("studies", "retraction_status"),
        ("resources", "kind"),
        ("quotes", "words"),
        ("quotes", "form"),
        ("quotes", "speaker"),
        ("quotes", "role"),
        ("articles", "code"),
        ("articles", "slug"),
    ],
)
def test_what_a_record_needs_cannot_be_null(name, key):
    assert only_fault(name, key, None)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("studies", "year", 20133),
        ("studies", "year", 10**30),
        ("studies", "participants", -1),
        ("studies", "participants", 10**30),
        ("links", "http_status", -(10**30)),
        ("rubric", "level", 10**30),
        ("rubric", "level", 6),
        ("terms", "term", "x" * 101),
        ("links", "url", "https://example.org/" + "x" * 2000),
        ("studies", "registry_ids", ["NCT1"]),
        ("articles", "previous", "b14"),
    ],
)
def test_value_out_of_bounds_is_refused_with_its_pointer(name, key, value):
    assert only_fault(name, key, value)


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, key in COLUMNS if kind_of(key) == "text"]
)
def test_nul_in_a_text_is_refused_with_its_pointer(name, key):
    assert only_fault(name, key, "a\x00b")


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, key in COLUMNS if kind_of(key) == "lines"]
)
def test_nul_in_a_list_is_refused_with_its_pointer(name, key):
    assert only_fault(name, key, ["a\x00b"])


def page_faults(**values):
    return faults_of(document(articles=[record("articles", state="published", **values)]))


@pytest.mark.parametrize("note", ["a\x00b", "x" * 301, 1, True, ["a"], {"a": 1}])
def test_change_note_of_the_wrong_kind_is_refused_with_its_pointer(note):
    assert list(page_faults(change_note=note)) == ["/articles/0/change_note"]


@pytest.mark.parametrize(
    "tags", [None, "a", {}, [1], [None], [""], [" "], ["a\x00b"], ["x" * 101], ["a\nb"]]
)
def test_tags_of_the_wrong_kind_are_refused_with_their_pointer(tags):
    [pointer] = page_faults(tags=tags)
    assert pointer.startswith("/articles/0/tags")


def test_fault_of_a_tag_names_it():
    [words] = page_faults(tags=["well", "low\x07 dose"]).values()
    assert words.startswith("Topic “low dose”: Line 1 holds an invisible control character")


@pytest.mark.parametrize("ratings", [None, [], 1, "a", {"relevance": 5}, {"relevance": None}])
def test_ratings_of_the_wrong_kind_are_refused(ratings):
    assert list(page_faults(ratings=ratings)) == ["/articles/0/ratings"]


@pytest.mark.parametrize("rating", RATINGS)
@pytest.mark.parametrize(
    ("key", "value"), [("level", "5"), ("level", True), ("level", 4.5), ("reason", 1)]
)
def test_rating_of_the_wrong_kind_is_refused_with_its_pointer(rating, key, value):
    ratings = RECORDS["articles"]["ratings"] | {rating: {"level": 5} | {key: value}}
    assert list(page_faults(ratings=ratings)) == [f"/articles/0/ratings/{rating}/{key}"]


@pytest.mark.parametrize("state", [None, "", "withdrawn", "Published", 1, [], {}])
def test_state_is_published_or_draft(state):
    page = record("articles", state=state)
    assert list(faults_of(document(articles=[page]))) == ["/articles/0/state"]


def test_every_kind_of_value_is_stored():
    load(
        document(
            links=[record("links", checked_at="2026-11-23T12:00:00+01:00", http_status=200)],
            studies=[
                record(
                    "studies",
                    authors=["Ada Lovelace", "et al."],
                    published_on="2026-11-23",
                    year=2026,
                    participants=30,
                    participants_basis="planned",
                    registry_ids=["NCT00568555", "ISRCTN12345678"],
                )
            ],
        )
    )
    assert Link.objects.get().checked_at == datetime(2026, 11, 23, 11, tzinfo=UTC)
    study = Study.objects.get()
    assert study.people == "Ada Lovelace\net al."
    assert study.published_on == date(2026, 11, 23)
    assert (study.year, study.participants, study.participants_planned) == (2026, 30, True)
    assert study.registry_ids == "NCT00568555, ISRCTN12345678"


@pytest.mark.parametrize(
    ("basis", "planned"), [("actual", False), (None, False), ("planned", True)]
)
def test_basis_of_participants(basis, planned):
    load(document(studies=[record("studies", participants=3, participants_basis=basis)]))
    assert Study.objects.get().participants_planned is planned


def test_address_is_taken_away_by_null():
    make_link(key="a-link", status="ok")
    load(document(links=[{"key": "a-link", "url": None, "status": "wanted"}]))
    assert (Link.objects.get().url, Link.objects.get().status) == ("", "wanted")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text("ab"), inside, max_size=3)
    ),
    max_leaves=6,
)
PLACES = [
    *COLUMNS,
    *(("articles", key) for key in sorted((ARTICLE_KEYS | DERIVED_ARTICLE_KEYS) - {*COLUMNS})),
]


@pytest.mark.parametrize(("name", "key"), PLACES)
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(value=JSON)
@example(value="")
@example(value="\x00")
@example(value=["\x00"])
@example(value="x" * 5000)
@example(value=10**30)
def test_any_json_value_is_taken_or_refused(db, name, key, value):
    found = record(name, **{"state": "published"} if name == "articles" else {}) | {key: value}
    with transaction.atomic():
        try:
            report = load(document(**{name: [found]}))
        except ImportRefused as refused:
            assert all(fault.pointer.startswith(f"/{name}/0") for fault in refused.faults)  # noqa: PT017
            assert refused.faults  # noqa: PT017
        else:
            assert sum([*report.created.values(), *report.changed.values()]) <= 1
            assert Edition.objects.count() == report.published <= Article.objects.count()
        transaction.set_rollback(True)
