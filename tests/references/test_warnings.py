"""What a reader has to know of a study stands wherever the study is named."""

import re
from datetime import date

import pytest

from tests.factories import make_edition, make_quote, make_study

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "warning"),
    [
        ({"retraction_status": "retracted"}, "retracted"),
        ({"retraction_status": "concern"}, "expression of concern"),
        ({"status": "withdrawn", "retraction_status": "none_found"}, "withdrawn before it began"),
    ],
)
def test_study_that_does_not_stand_is_marked_wherever_a_page_names_it(client, values, warning):
    study = make_study(
        key="s",
        year=2024,
        published_on=date(2024, 5, 6),
        retraction_checked_on=date(2025, 1, 2),
        **values,
    )
    make_quote(key="q", form="verbatim", source=study.reference_ptr)
    make_edition(
        slug="page",
        body="Words [@s].\n\n![[s]]\n\n![[q]]",
        key_messages="Message [@s].",
        safety_notice="Notice [@s].",
        reviewed_on=date(2020, 1, 1),
    )
    page = client.get("/pages/page/").content.decode().lower()
    marks = re.findall(r'<strong class="retracted">([^<]*)</strong>', page)
    # Three citations, card, quotation, voices, evidence, reference, and where it is newer.
    newer = "newer evidence" in page
    assert [mark.removeprefix("source: ").rstrip(".") for mark in marks] == [warning] * (8 + newer)
    assert warning in client.get("/pages/page/sheet/").content.decode().lower()


@pytest.mark.parametrize(
    ("status", "begins"),
    [("retracted", "Retracted"), ("concern", "Expression of concern"), ("corrected", "Corrected")],
)
def test_notice_about_a_study_can_be_read(client, status, begins):
    make_study(
        key="s",
        retraction_status=status,
        retraction_checked_on=date(2025, 1, 2),
        retraction_notice="See the journal.",
    )
    make_edition(slug="page", body="![[s]]\n\n[@s]")
    for address in ("/studies/s/", "/pages/page/"):
        text = re.sub(r"<[^>]*>", "", client.get(address).content.decode())
        assert f"{begins}. See the journal." in text
