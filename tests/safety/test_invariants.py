import pytest

from articles.models import Citation
from tests.factories import make_edition, make_quote, make_resource, make_study
from tests.safety.invariants import faults

pytestmark = pytest.mark.django_db

BODY = """First [@third].

![[study]]

![[words]]

![[book]]

![[list]]

Then [@study; @book] and [@third]."""


@pytest.fixture
def edition(db):
    source = make_study(key="source")
    for key in ("study", "third"):
        make_study(key=key)
    for key in ("book", "list"):
        make_resource(key=key)
    make_quote(key="words", source=source)
    return make_edition(
        key_messages="Said at first [@third]", safety_notice="Before all [@study]", body=BODY
    )


def test_study_that_is_shown_takes_its_number_there(edition):
    numbered = edition.citations.filter(number__isnull=False).order_by("number")
    assert [row.reference.key for row in numbered] == ["study", "third", "book"]
    assert faults() == []


def test_study_that_is_shown_before_it_is_cited_is_no_fault():
    make_study(key="shown")
    make_study(key="cited")
    make_edition(body="![[shown]]\n\nFirst [@cited], then [@shown].")
    assert faults() == []


def test_numbers_out_of_turn_are_a_fault(edition):
    first, second, *_ = edition.citations.order_by("order")
    Citation.objects.filter(pk=second.pk).update(order=first.order, number=None)
    Citation.objects.filter(pk=first.pk).update(order=second.order + 90, number=2)
    Citation.objects.filter(pk=second.pk).update(number=1)
    assert any("are stored" in fault for fault in faults())
