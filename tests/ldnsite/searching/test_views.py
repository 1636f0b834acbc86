import re

import pytest
from django.test import Client

from ldnsite.searching.models import SearchEntry
from tests.factories import make_edition, make_resource, make_study, make_term
from tests.ldnsite.searching.test_finding import HOSTILE

pytestmark = pytest.mark.django_db


def get(question=None, **parameters):
    if question is not None:
        parameters["q"] = question
    response = Client().get("/search/", parameters)
    assert response.status_code == 200
    return response


def text_of(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.fixture
def pages(db):
    make_study(key="study", title="Pain study")
    make_resource(key="book", title="Pain book")
    make_edition(
        slug="one", title="Pain", body="## Sleep\n\nPain [@study; @book]", tags=("rest", "ME/CFS")
    )
    make_edition(
        slug="two", title="Other pain", body="## Dose\n\nPain", relevance=2, tags=("rest",)
    )
    make_term(term="Painkiller", definition="Eases pain.")


def test_results_are_counted_in_words_and_lead_to_the_section(pages):
    response = get("pain")
    text = text_of(response)
    assert (
        "Found for pain : 4 passages in the pages, 1 study, 1 resource and 1 word of the glossary."
    ) in text
    html = response.content.decode()
    assert 'href="/pages/one/#sleep"' in html
    assert "<mark>Pain</mark>" in html
    assert response.templates[0].name == "ldnsite/search.html"


def test_kinds_and_filters_are_offered_with_counts(pages):
    context = get("pain").context
    assert [(option.words, option.count) for option in context["kinds"]] == [
        ("All", 7),
        ("Pages", 4),
        ("Studies", 1),
        ("Resources", 1),
        ("Glossary", 1),
    ]
    [(relevance, steps), *_] = context["ratings"]
    assert relevance == "relevance"
    assert [(step.words, step.count) for step in steps] == [("5 of 5", 2), ("2 of 5", 2)]
    assert [(topic.words, topic.count) for topic in context["topics"]] == [
        ("rest", 4),
        ("ME/CFS", 2),
    ]


def test_every_offered_address_keeps_its_promise(pages):
    context = get("pain", kind="page").context
    offered = [
        *context["kinds"],
        *context["topics"],
        *(step for _, steps in context["ratings"] for step in steps),
    ]
    assert len(offered) == 11
    for option in offered:
        found = Client().get(option.address).context["found"]
        assert len(found) == option.count, option.address


def test_filters_combine_and_come_off(pages):
    response = get("pain", relevance="5", tag=["rest", "mecfs"])
    assert len(response.context["found"]) == 2
    chosen = response.context["chosen"]
    assert [option.words for option in chosen] == ["Relevance 5 of 5", "rest", "ME/CFS"]
    fewer = Client().get(chosen[0].address)
    assert [option.words for option in fewer.context["chosen"]] == ["rest", "ME/CFS"]
    assert len(Client().get(response.context["unfiltered_address"]).context["found"]) == 7


def test_choice_that_leaves_nothing_offers_the_way_back(pages):
    response = get("pain", relevance="5", kind="study")
    assert "Nothing is left for pain with this choice." in text_of(response)
    assert "Show everything that was found" in text_of(response)


@pytest.mark.parametrize(
    "parameters",
    [
        {"kind": "x"},
        {"relevance": "9"},
        {"skill_level": "\x00"},
        {"tag": "nonesuch"},
        {"tag": "a\x00b"},
        {"tag": ["a"] * 50},
        {"page": "x"},
        {"page": "-1"},
        {"page": "9" * 5000},
        {"technical_level": "²"},
    ],
)
def test_odd_parameters_are_left_out_and_said_so(pages, parameters):
    response = get("pain", **parameters)
    assert len(response.context["found"]) == 7
    assert response.context["hits"]
    assert ("not understood" in text_of(response)) is ("page" not in parameters)


@pytest.mark.parametrize("question", HOSTILE)
def test_odd_question_is_answered_and_shown_as_text(pages, question):
    html = get(question).content.decode()
    assert "\x00" not in html
    assert "<script>alert" not in get("<script>alert(1)</script>").content.decode()
    assert len(html) < 20_000


def test_no_question_gets_a_beginning():
    for response in (get(), get(""), get("  ")):
        assert "section by section" in text_of(response)
        assert "Found for" not in text_of(response)
    assert "no word in that" in text_of(get("?!"))


def test_nothing_found_is_kind_and_suggests(pages):
    text = text_of(get("painkller"))
    assert "Nothing here speaks of painkller . The nearest word here is painkiller , which" in text
    assert "may mean something else. Search for painkiller" in text
    response = get("painkller")
    assert Client().get(response.context["suggestion_address"]).context["hits"]
    text = text_of(get("qqqqqq"))
    assert "nearest word" not in text
    assert "Another word for the same thing may help" in text
    assert 'mailto:editors@example.org"' in get("qqqqqq").content.decode()


def test_missing_word_is_said_before_the_nearest(pages):
    text = text_of(get("painkller eases"))
    assert "Nothing here has the word painkller . The nearest word here is painkiller ," in text
    assert "Search for painkiller eases" in text


def test_what_was_left_out_of_the_question_is_said(pages):
    assert "The word ‘the’ is in nearly every text and was left out." in text_of(get("pain the"))
    text = text_of(get("what is the zebra"))
    assert "Nothing here speaks of zebra . The words ‘what’, ‘is’ and ‘the’ are in nearly" in text
    assert "left out" not in text_of(get("pain"))


@pytest.mark.parametrize("question", ['"book pain"', "book-pain"])
def test_words_found_apart_alone_are_told_so(pages, question):
    text = text_of(get(question))
    assert "looked for side by side. With spaces between them they may stand apart." in text
    assert "Another word" not in text
    assert get("book pain").context["hits"]


def test_other_medicine_is_not_offered():
    make_term(term="Naltrexone", definition="It combines well.")
    make_term(key="meta", term="Meta", definition="Heat of the failure.")
    for question in ("naloxone", "ldn codeine", "beta-endorphin", "heart failure"):
        assert "nearest word" not in text_of(get(question)), question
    assert "Nothing here speaks of naloxone . Another word" in text_of(get("naloxone"))


def test_some_of_the_words_are_said_to_be_some(pages):
    text = text_of(get("painkiller zebra"))
    assert "Nothing has all of these words. Here is what has some of them." in text


def test_new_site_has_a_search_that_looks_intended():
    assert not SearchEntry.objects.exists()
    assert "Nothing here speaks of pain" in text_of(get("pain"))
    assert "Nothing was found for pain sleep" in text_of(get("pain sleep"))


def test_list_is_paged_and_keeps_the_question():
    make_edition(body="\n\n".join(f"## Pain {number}\n\nWords." for number in range(45)))
    response = get("pain", kind="page")
    assert len(response.context["hits"]) == 20
    second = Client().get(response.context["next_address"])
    third = Client().get(second.context["next_address"])
    assert len(third.context["hits"]) == 5
    assert 'rel="next"' not in third.content.decode()
    assert third.context["previous_address"] == response.context["next_address"]
    shown = [hit.address for page in (response, second, third) for hit in page.context["hits"]]
    assert len(set(shown)) == 45


@pytest.mark.parametrize("question", ["pain", "painkller", "zebra pain", '"pain"', ""])
def test_number_of_queries_is_small_whatever_is_found(
    pages, question, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        get(question)
    for number in range(5):
        make_edition(title=f"Pain {number}", body="## Pain\n\npain\n\n## More\n\npain", tags=("x",))
    with django_assert_max_num_queries(8):
        get(question)


def test_one_label_to_each_field_and_every_id_its_underscore(pages):
    html = get("pain").content.decode()
    assert '<label for="page_search">' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 3
    assert all("_" in name for name in ids)
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("question", ["14b", "14B", "page 14b", " Page  14b "])
def test_page_is_found_by_its_number(question):
    make_edition(code="14b", slug="dosing", title="Dosing")
    make_edition(code="14", slug="other", title="Another")
    assert "Page 14b: Dosing" in text_of(get(question))
    assert 'href="/pages/dosing/"' in get(question).content.decode()


@pytest.mark.parametrize("question", ["15", "14b dosing", "014b", "page"])
def test_what_is_no_number_of_a_page_names_none(question):
    make_edition(code="14b", slug="dosing", title="Dosing")
    assert "Page 14b:" not in text_of(get(question))
