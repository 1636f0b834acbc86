from datetime import date

import pytest

from articles.publishing import withdraw
from references.evidence import Retraction
from references.formats import items
from references.formats.items import BATCH, item_of, public_items, resource_item, study_item
from references.formats.names import Name
from references.models import Reference
from tests.factories import make_edition, make_link, make_resource, make_study

pytestmark = pytest.mark.django_db


def test_study_with_all_that_is_known():
    study = make_study(
        key="younger-2013",
        title="Low-dose\nnaltrexone",
        people="Jarred Younger\nLDN Research Trust\net al.",
        year=2013,
        published_on=date(2013, 1, 28),
        journal="Arthritis\tand Rheumatism",
        volume="65",
        issue="2",
        pages="529–538",
        doi="10.1002/art.37734",
        pmid="23359310",
        registry_ids="NCT00568555",
        link=make_link(url="https://example.org/younger"),
    )
    assert study_item(study) == items.Item(
        key="younger-2013",
        kind=items.ARTICLE,
        title="Low-dose naltrexone",
        people=(Name("Jarred", "", "Younger"), Name(whole="LDN Research Trust")),
        has_more_people=True,
        date=(2013, 1, 28),
        journal="Arthritis and Rheumatism",
        volume="65",
        issue="2",
        pages=("529", "538"),
        doi="10.1002/art.37734",
        pmid="23359310",
        url="https://example.org/younger",
        notes=("Trial registration: NCT00568555.",),
    )


def test_what_is_not_known_stays_blank():
    item = study_item(make_study(people="", year=None))
    assert (item.people, item.date, item.pages, item.url, item.note) == ((), (), (), "", "")


@pytest.mark.parametrize(
    ("year", "day", "expected"),
    [
        (2013, date(2013, 1, 28), (2013, 1, 28)),
        (None, date(2013, 1, 28), (2013, 1, 28)),
        # First online before the issue that it is cited by.
        (2014, date(2013, 12, 28), (2014,)),
        (2014, None, (2014,)),
    ],
)
def test_day_is_told_only_in_the_year_of_citation(year, day, expected):
    assert study_item(make_study(year=year, published_on=day)).date == expected


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("529–538", ("529", "538")),
        ("S12-S15", ("S12", "S15")),
        ("e1080", ("e1080",)),
        ("1–2, 7–9", ("1–2, 7–9",)),
        ("", ()),
    ],
)
def test_pages(pages, expected):
    assert study_item(make_study(pages=pages)).pages == expected


def test_registered_study_is_no_article():
    item = study_item(make_study(status="registered", registry_ids="NCT00568555", result=""))
    assert item.kind == items.OTHER
    assert item.note == "Registered. Trial registration: NCT00568555."


@pytest.mark.parametrize("status", Retraction)
def test_retraction_is_told_with_its_notice(status):
    item = study_item(make_study(retraction_status=status, retraction_notice="Figure 2\nwas made."))
    told = status in (Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED)
    assert item.note == (f"{status.label}: Figure 2 was made." if told else "")


def test_retraction_without_a_notice():
    assert study_item(make_study(retraction_status="retracted")).note == "Retracted."


@pytest.mark.parametrize(
    ("kind", "has_link", "expected"),
    [
        ("book", True, items.BOOK),
        ("video", True, items.VIDEO),
        ("database", True, items.DATABASE),
        ("guide", True, items.ON_THE_WEB),
        ("website", False, items.OTHER),
    ],
)
def test_kind_of_a_resource(kind, has_link, expected):
    link = make_link() if has_link else None
    assert resource_item(make_resource(resource_kind=kind, link=link)).kind == expected


def test_resource_with_all_that_is_known():
    resource = make_resource(
        people="Linda Elsegood", publisher="Green", year=2016, isbn="978-0-306-40615-7"
    )
    item = resource_item(resource)
    assert (item.publisher, item.date, item.isbn) == ("Green", (2016,), "978-0-306-40615-7")
    assert item.people == (Name("Linda", "", "Elsegood"),)


def test_broken_address_gives_way_to_its_archived_copy():
    link = make_link(
        url="https://example.org/gone",
        archived_url="https://archive.example.org/gone",
        status="broken",
    )
    assert resource_item(make_resource(link=link)).url == "https://archive.example.org/gone"
    link.status = "ok"
    assert resource_item(make_resource(link=link)).url == "https://example.org/gone"


def test_wanted_address_is_none():
    assert resource_item(make_resource(link=make_link(url=""))).url == ""


def test_any_reference_is_told_by_what_it_is():
    for made in (make_study(), make_resource()):
        [reference] = Reference.objects.filter(pk=made.pk)
        assert item_of(reference).title == made.title


def test_public_are_those_that_a_current_page_cites_once_each():
    make_study(key="draft-only")
    for key in ("b", "a"):
        make_study(key=f"study-{key}")
        make_resource(key=f"resource-{key}")
    keys = ["study-a", "study-b", "resource-a", "resource-b"]
    body = " ".join(f"[@{key}]" for key in keys)
    first = make_edition(body=body)
    second = make_edition(body=body)
    assert [item.key for item in public_items()] == keys
    for edition in (first, second):
        withdraw(article=edition.article, by=None, explanation="Wrong.")
    assert list(public_items()) == []


def test_number_of_queries_does_not_grow(django_assert_num_queries):
    assert BATCH > 3
    for number in range(3):
        make_study(key=f"study-{number}", link=make_link())
        make_resource(key=f"resource-{number}", link=make_link())
    keys = [f"{name}-{number}" for name in ("study", "resource") for number in range(3)]
    make_edition(body=" ".join(f"[@{key}]" for key in keys))
    with django_assert_num_queries(2):
        assert len(list(public_items())) == 6
