"""Whatever is edited, in whatever order, a page made of kept parts is the page made anew."""

import itertools
import random
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import set_script_prefix

from articles.models import Article, Quote, RatingLevel, Term
from articles.previewing import preview
from articles.publishing import publish
from ldnsite.caching import rendered
from references.evidence import Condition, Design, Result
from references.models import Link, Resource, Study
from tests.factories import (
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db
EACH = 4
DAYS = [None, date(2015, 1, 1), date(2026, 1, 1)]
CHECKED = {"retraction_status": "corrected", "retraction_checked_on": date(2026, 1, 1)}
WORDS = ["Some", "Other", "More"]
# Of each record what a page shows of it, with values of which some change how another is shown.
EDITS = {
    Study: {
        "title": WORDS,
        "people": ["", "Ada Lovelace"],
        "year": [None, 2001, 2024],
        "condition": Condition.values,
        "design": Design.values,
        "result": ["", *Result.values],
        "participants": [None, 5, 80],
        "dose": WORDS,
        "retraction_status": ["corrected", "concern", "retracted"],
    },
    Resource: {"title": WORDS, "description": WORDS, "confirmed_on": DAYS},
    Quote: {"words": WORDS, "speaker": ["Ada", "Bo"], "note": WORDS, "role": ["patient", "author"]},
    Link: {
        "label": WORDS,
        "url": ["", "https://example.org/", "https://example.com/"],
        "status": ["ok", "caution", "broken"],
        "archived_url": ["", "https://archive.example/"],
    },
    Term: {"definition": WORDS},
    RatingLevel: {"name": WORDS},
    Article: {
        "title": WORDS,
        "safety_notice": ["", "word1 [@study-1]"],
        "key_messages": ["", "- word2 [@study-2]\n- word1"],
        "relevance": [1, 5],
        "next_code": ["", "20", "99"],
        "reviewed_on": DAYS,
    },
}
ADDRESSES = [
    "/pages/page-10/",
    "/pages/page-20/",
    "/pages/page-10/short/",
    "/pages/page-10/?sort=people",
]
# The host, and the path that the site stands under.
PLACES = [("testserver", "/"), ("127.0.0.1", "/under/")]
ASKED = list(itertools.product(ADDRESSES, PLACES))
PARTS = [
    "> [!NOTE]\n> word1 [@study-{0}]\n>\n> # Within\n>\n> [x][link-{1}]",
    "word{0} [@study-{1}; @resource-{0}, p. 4]",
    "word{1} [[10]] [[20]] [[99]] [x][link-{0}]",
    "![[study-{0}]]",
    "![[quote-{0}]]\n\n![[quote-{1}]]",
    "![[resource-{0}]]\n![[resource-{1}]]",
]


def some_part(choice: random.Random) -> str:
    return choice.choice(PARTS).format(*choice.choices(range(EACH), k=2))


@pytest.fixture
def choice(request) -> random.Random:
    """With two pages that name some of everything."""
    choice = random.Random(request.param)
    for number in range(EACH):
        link = make_link(key=f"link-{number}")
        study = make_study(key=f"study-{number}", link=link, **CHECKED)
        make_resource(key=f"resource-{number}", link=link)
        make_quote(key=f"quote-{number}", source=study.reference_ptr)
        make_term(key=f"term-{number}", term=f"word{number}")
    for code in ("10", "20"):
        body = "\n\n".join(f"# Head {number}\n\n{some_part(choice)}" for number in range(8))
        make_edition(code=code, slug=f"page-{code}", body=body, tags=("shared",))
    return choice


def edit(choice: random.Random) -> None:
    model = choice.choice([*EDITS, *[Article] * 4])
    row = choice.choice(list(model.objects.all()))
    name, values = choice.choice(list(EDITS[model].items()))
    setattr(row, name, choice.choice(values))
    if model is Article:
        parts = row.body.split("\n\n")
        parts.insert(choice.randint(0, len(parts)), some_part(choice))
        row.body = "\n\n".join(parts)
    try:
        row.full_clean()
    except ValidationError:
        return
    row.save()
    if model is Article and choice.random() < 0.8:
        publish(article=row, by=None, note="Changed.")


def shown() -> list[bytes]:
    return [body_of(*asked) for asked in ASKED]


def made_anew() -> list[bytes]:
    bodies = []
    for asked in ASKED:
        rendered.forget()
        bodies.append(body_of(*asked))
    return bodies


def body_of(address: str, place: tuple[str, str]) -> bytes:
    host, prefix = place
    set_script_prefix(prefix)
    response = Client(headers={"host": host}).get(address)
    assert response.status_code == 200
    return response.content


@pytest.mark.parametrize("choice", range(2), indirect=True)
def test_kept_parts_make_the_page_that_is_made_anew(choice):
    for _ in range(8):
        shown()
        edit(choice)
        # The desk makes parts of what is not published, in the same process.
        preview(Article.objects.get(code="10"))
        assert shown() == made_anew()
