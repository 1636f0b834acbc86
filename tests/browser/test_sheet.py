"""The sheet for the doctor, printed by a real browser."""

import re

import pytest

from tests.factories import make_edition, make_study
from tests.starting import put_starter

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def sides(page):
    """How many sides of A4 the page prints on."""
    document = page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][\d.]* 84[12]", document)
    return len(re.findall(rb"/Type\s*/Page\b", document))


def test_sheet_of_page_13_prints_on_one_side(transactional_db, open_page):
    put_starter()
    page = open_page("/pages/ldn/sheet/")
    assert page.locator("tbody tr").count() >= 10
    assert sides(page) == 1
    assert page.complaints == []


@pytest.mark.parametrize("size", ["large", "largest"])
def test_sheet_prints_on_one_side_whatever_was_chosen_for_the_screen(
    transactional_db, open_page, size
):
    put_starter()
    page = open_page("/pages/ldn/sheet/")
    page.evaluate(
        "size => Object.assign(document.documentElement.dataset, { size, spacing: 'wide' })", size
    )
    assert sides(page) == 1


def test_sheet_of_a_page_full_of_long_words_prints_on_one_side(transactional_db, open_page):
    long = "Many participants reported that sleep, pain and fatigue had changed. " * 12
    for number in range(40):
        make_study(
            key=f"s{number}",
            title=long[:400],
            people="" if number % 2 else "Bartholomew Featherstonehaugh-Cholmondeley\nAda Lovelace",
            condition=["me_cfs", "fibromyalgia", "long_covid", "mixed", "other"][number % 5],
            design="randomised_parallel" if number % 3 else "case_series",
            doi=f"10.1016/j.a-rather-long-suffix.{'0123456789' * 8}{number}",
            dose=long[:200],
            effect=long,
            result="uncontrolled_improvement",
            registry_ids="NCT00000001",
        )
    make_edition(
        slug="page",
        title=long[:200],
        synopsis=long[:900],
        safety_notice="\n\n".join([long] * 5),
        body=" ".join(f"[@s{number}]" for number in range(40)),
    )
    page = open_page("/pages/page/sheet/")
    assert page.locator("tbody tr").count() >= 2
    assert sides(page) == 1


def test_sheet_full_of_long_doses_prints_on_one_side(transactional_db, open_page):
    dose = "0.5 mg a day for two weeks, then 1 mg, then 1.5 mg, rising by 0.5 mg every two weeks "
    for number in range(30):
        make_study(key=f"s{number}", dose=f"{dose * 2}to 6 mg a day."[:200])
    make_edition(slug="page", body=" ".join(f"[@s{number}]" for number in range(30)))
    page = open_page("/pages/page/sheet/")
    assert page.locator("tbody tr").count() >= 4
    assert sides(page) == 1


def test_sheet_prints_in_black_and_white(transactional_db, open_page):
    put_starter()
    page = open_page("/pages/ldn/sheet/", color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    colours = page.evaluate(
        """[...document.querySelectorAll(".sheet, .sheet *")].flatMap((element) => {
          const style = getComputedStyle(element);
          return [style.color, style.backgroundColor, style.borderTopColor];
        })"""
    )
    for colour in set(colours):
        red, green, blue = re.findall(r"[\d.]+", colour)[:3]
        assert red == green == blue, colour
    assert page.locator(".site-header").is_hidden()
    assert page.locator(".sheet-how").is_hidden()
