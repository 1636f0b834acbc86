from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.models import Quote, RatingLevel, Term
from ldnsite.export import columns, records
from ldnsite.export.columns import BadValue, rfc3339
from references.evidence import Design
from references.models import Link, Reference, Resource, Study

KEYS = {
    "rubric": {"rating", "level", "name", "description"},
    "terms": {"key", "term", "forms", "definition"},
    "links": {
        "key",
        "former_keys",
        "label",
        "url",
        "status",
        "http_status",
        "checked_at",
        "failing_since",
        "final_url",
        "archived_url",
        "note",
    },
    "studies": {
        "key",
        "former_keys",
        "title",
        "authors",
        "year",
        "published_on",
        "journal",
        "volume",
        "issue",
        "pages",
        "doi",
        "pmid",
        "registry_ids",
        "status",
        "design",
        "blinding",
        "condition",
        "participants",
        "participants_basis",
        "intervention",
        "dose",
        "comparator",
        "duration",
        "main_outcome",
        "result",
        "effect",
        "summary",
        "limitations",
        "retraction_status",
        "retraction_notice",
        "retraction_checked_on",
        "original_difference",
        "secondary_of",
        "link",
        "level",
        "lane",
        "path",
    },
    "resources": {
        "key",
        "former_keys",
        "title",
        "kind",
        "people",
        "publisher",
        "year",
        "isbn",
        "description",
        "confirmed_on",
        "link",
    },
    "quotes": {
        "key",
        "former_keys",
        "words",
        "form",
        "speaker",
        "role",
        "year",
        "source",
        "link",
        "note",
    },
}
BLANK = {
    "rubric": RatingLevel(),
    "terms": Term(),
    "links": Link(),
    "studies": Study(key="a"),
    "resources": Resource(),
    "quotes": Quote(),
}
KINDS = {kind.name: kind for kind in records.RECORD_TYPES}


def dumped(name, row):
    """The record of an unsaved row, as a query would hand its values over."""
    values = []
    for column in KINDS[name].columns.values():
        value = getattr(row, column.attribute)
        values.append(value.key if column.lookup and value else value)
    return KINDS[name].dump(tuple(values))


def test_every_record_type_is_tried_here():
    assert KINDS.keys() == KEYS.keys() == BLANK.keys()


@pytest.mark.parametrize("name", KEYS)
def test_record_has_exactly_these_keys(name):
    assert dumped(name, BLANK[name]).keys() == KEYS[name]


@pytest.mark.parametrize("name", KEYS)
def test_unknown_is_null_and_never_an_empty_text(name):
    record = dumped(name, BLANK[name])
    assert None in record.values()
    assert "" not in record.values()


@pytest.mark.parametrize("name", KEYS)
def test_every_field_of_the_model_is_exported(name):
    kind = KINDS[name]
    fields = {field.name for field in kind.model._meta.fields} - {"id", "reference_ptr"}
    # Of this database's own count.
    fields.remove("modified_in")
    assert {column.attribute for column in kind.columns.values()} == fields


@pytest.mark.parametrize(
    ("column", "stored", "written"),
    [
        (columns.text("a", ""), "words", "words"),
        (columns.text("a", ""), "", None),
        (columns.whole_number("a", ""), 0, 0),
        (columns.whole_number("a", ""), None, None),
        (columns.lines("a", ""), "one\ntwo", ["one", "two"]),
        (columns.lines("a", ""), "", []),
        (columns.numbers("a", ""), "NCT1, NCT2", ["NCT1", "NCT2"]),
        (columns.numbers("a", ""), "", []),
        (columns.day("a", ""), date(2026, 11, 23), "2026-11-23"),
        (columns.day("a", ""), None, None),
        (
            columns.moment("a", ""),
            datetime(2026, 11, 23, 12, 5, tzinfo=UTC),
            "2026-11-23T12:05:00Z",
        ),
        (columns.moment("a", ""), None, None),
    ],
)
def test_value_goes_out_and_comes_back(column, stored, written):
    assert column.dump(stored) == written
    assert column.load(written) == stored


def test_spare_space_in_lists_is_dropped_on_the_way_out():
    assert columns.lines("a", "").dump(" one \n\n two\n") == ["one", "two"]
    assert columns.numbers("a", "").dump("NCT1,,NCT2 , ") == ["NCT1", "NCT2"]


@pytest.mark.parametrize("stored", ["NCT1 NCT2", "NCT1;NCT2", "NCT1, NCT2", "NCT1\nNCT2"])
def test_registry_numbers_go_out_apart_however_the_editor_set_them(stored):
    record = dumped("studies", Study(key="a", registry_ids=stored))
    assert record["registry_ids"] == ["NCT1", "NCT2"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (columns.text("a", ""), 1, "text or null"),
        (columns.whole_number("a", ""), True, "a whole number or null"),
        (columns.lines("a", ""), "a", "a list of texts"),
        (columns.numbers("a", ""), None, "a list of texts"),
        (columns.numbers("a", ""), "", "a list of texts"),
        (columns.day("a", ""), "soon", "a date such as 2026-11-23, or null"),
        (columns.moment("a", ""), "2026-11-23T12:00:00", "with its zone"),
        (columns.key_of("a", ""), 1, "a key or null"),
        (columns.basis("a", ""), "maybe", "“actual”, “planned” or null"),
    ],
)
def test_value_of_the_wrong_kind_says_what_is_wanted(column, value, words):
    with pytest.raises(BadValue, match=words):
        column.load(value)


@pytest.mark.parametrize(
    ("participants", "planned", "basis"),
    [(30, True, "planned"), (30, False, "actual"), (0, True, "planned"), (None, True, None)],
)
def test_basis_of_participants_says_nothing_about_an_unknown_number(participants, planned, basis):
    study = Study(key="a", participants=participants, participants_planned=planned)
    record = dumped("studies", study)
    assert (record["participants"], record["participants_basis"]) == (participants, basis)


@pytest.mark.parametrize("design", Design)
def test_study_record_carries_level_and_lane_of_its_design(design):
    record = dumped("studies", Study(key="a", design=design))
    assert (record["level"], record["lane"]) == (design.level, design.lane.value)
    assert record["path"] == "/studies/a/"


def test_related_rows_are_named_by_their_keys():
    link, source = Link(key="a-link"), Reference(key="a-study")
    record = dumped("quotes", Quote(link=link, source=source))
    assert (record["link"], record["source"]) == ("a-link", "a-study")


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (None, None),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), "2026-11-23T12:00:00Z"),
        (datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC), "2026-11-23T12:00:00.000005Z"),
        (
            datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=1))),
            "2026-11-23T12:00:00+01:00",
        ),
    ],
)
def test_moment_as_rfc_3339_has_it(moment, written):
    assert rfc3339(moment) == written
