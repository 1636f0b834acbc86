import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import make_edition, make_quote, make_study

pytestmark = pytest.mark.django_db

BENEATH = ["history/", "editions/1/", "sheet/"]


def read(address, status=200):
    response = Client().get(address)
    assert response.status_code == status, address
    return response.content.decode()


def publish_again(edition, note="Changed.", **fields):
    Article.objects.filter(pk=edition.article_id).update(**fields)
    return publish(article=edition.article, by=None, note=note)


@pytest.fixture
def page():
    """Two editions of a page, and a draft of a third."""
    first = make_edition(code="13", slug="page", title="First title", body="First words.")
    second = publish_again(first, "Says it better.", title="Second title", body="Second words.")
    Article.objects.filter(pk=first.article_id).update(body="Draft words.", title="Draft title")
    return second


def test_history_lists_editions_with_their_notes(page):
    text = read("/pages/page/history/")
    assert text.index("Says it better.") < text.index("First published.")
    assert 'href="/pages/page/editions/1/"' in text
    assert "<ins>" not in text
    assert "Draft" not in text


def test_history_tells_of_a_withdrawal_and_its_reason(page):
    withdraw(article=page.article, by=None, explanation="It was <wrong>.")
    publish_again(page, "Mended.")
    text = read("/pages/page/history/")
    assert "3: withdrawn" in text
    assert "It was &lt;wrong&gt;." in text
    assert 'href="/pages/page/editions/3/"' not in text
    assert '<option value="3"' not in text


def test_difference_is_told_in_words_and_elements(page):
    text = read("/pages/page/history/?from=1&to=2")
    assert "<del>" in text
    assert '<span class="visually-hidden"> [removed: </span>First<span' in text
    assert '<span class="visually-hidden"> [added: </span>Second<span' in text
    assert '<meta name="robots" content="noindex">' in text
    assert '<option value="1" selected>' in text


@pytest.mark.parametrize(
    "query", ["from=x&to=2", "from=1&to=1", "to=" + "9" * 5000, "from=%00&to=%ff", "from=0&to=-1"]
)
def test_bad_choice_is_handled_kindly(page, query):
    text = read(f"/pages/page/history/?{query}")
    assert 'class="advice"' in text
    assert "First published." in text


def test_single_edition_offers_no_comparison():
    make_edition(slug="page")
    text = read("/pages/page/history/")
    assert 'class="compare"' not in text
    assert "There is one edition so far" in text


@pytest.mark.parametrize("count", [2, 12])
def test_queries_of_a_history_do_not_grow_with_it(count, django_assert_num_queries):
    first = make_edition(slug="page", tags=("one",))
    for number in range(1, count):
        publish_again(first, body=f"Text {number}.")
    with django_assert_num_queries(2):
        read("/pages/page/history/")
    with django_assert_num_queries(5):
        read("/pages/page/history/?from=1&to=2")


def test_edition_is_shown_as_it_was(page):
    text = read("/pages/page/editions/1/")
    assert "First words." in text
    assert "<h1>First title</h1>" in text
    for words in ("Second words", "Second title", "Draft"):
        assert words not in text
    assert "This is edition 1 of" in text
    assert 'the present one is <a href="/pages/page/">edition 2</a>' in text
    assert '<link rel="canonical" href="http://testserver/pages/page/">' in text
    assert text.count('rel="canonical"') == 1
    assert '<meta name="robots" content="noindex">' in text


def test_present_edition_has_its_own_address_too(page):
    text = read("/pages/page/editions/2/")
    assert "the present one. This address will go on showing it" in text
    assert "Second words." in text


def test_edition_shows_what_it_cites_from_live_rows():
    study = make_study(key="s", title="Wrong title")
    make_quote(key="q", words="Their words.")
    first = make_edition(slug="page", body="[@s]\n\n![[q]]")
    publish_again(first, body="Nothing cited.")
    study.title = "Right title"
    study.save()
    text = read("/pages/page/editions/1/")
    assert "Right title" in text
    assert "Wrong title" not in text
    assert "Their words." in text


def test_older_edition_shows_its_evidence_as_the_present_one_does():
    make_study(key="s", people="Ada Lovelace", year=2024, result="better")
    first = make_edition(slug="page", body="[@s]")
    publish_again(first, body="Nothing cited.")
    text = read("/pages/page/editions/1/")
    assert '<table class="evidence">' in text
    assert "<svg" in text
    assert "newest 2024" in text


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999", "9" * 5000, "-1", "x"])
def test_edition_that_is_not_there_is_404(page, number):
    read(f"/pages/page/editions/{number}/", 404)


def test_edition_of_another_page_is_404(page):
    make_edition(slug="other")
    read("/pages/other/editions/2/", 404)


def test_edition_from_before_a_withdrawal_says_so(page):
    withdraw(article=page.article, by=None, explanation="It was wrong.")
    publish_again(page, "Mended.", body="Mended words.")
    text = read("/pages/page/editions/1/")
    assert "It was withdrawn on" in text
    assert "It was wrong." in text
    read("/pages/page/editions/3/", 404)
    assert "It was wrong." not in read("/pages/page/editions/4/")


@pytest.mark.parametrize("size", [1, 30])
def test_queries_of_an_edition_do_not_grow_with_it(size, django_assert_num_queries):
    for number in range(size):
        make_study(key=f"s{number}")
    first = make_edition(slug="page", body=" ".join(f"[@s{number}]" for number in range(size)))
    publish_again(first, body="Nothing cited.")
    with django_assert_num_queries(6):
        read("/pages/page/editions/1/")


@pytest.mark.parametrize("beneath", BENEATH)
def test_old_address_leads_to_the_present_one(page, beneath):
    publish_again(page, slug="renamed")
    response = Client().get(f"/pages/page/{beneath}?from=1&to=2")
    assert (response.status_code, response.url) == (301, f"/pages/renamed/{beneath}?from=1&to=2")


@pytest.mark.parametrize("beneath", BENEATH)
@pytest.mark.parametrize("slug", ["page", "older"])
def test_nothing_of_a_withdrawn_page_can_be_read(beneath, slug):
    first = make_edition(slug="older", title="Old secret", body="Secret words.", synopsis="Secret.")
    publish_again(first, "A secret note.", slug="page", title="Page", body="More secret words.")
    withdraw(article=first.article, by=None, explanation="It was wrong.")
    response = Client().get(f"/pages/{slug}/{beneath}?from=1&to=2", follow=True)
    assert response.status_code == 410
    text = response.content.decode()
    assert "It was wrong." in text
    assert "ecret" not in text


@pytest.mark.parametrize("beneath", BENEATH)
def test_draft_and_unknown_page_have_nothing_beneath_them(beneath):
    read(f"/pages/none/{beneath}", 404)


@pytest.mark.parametrize("beneath", BENEATH)
def test_pages_beneath_are_read_only(page, beneath):
    assert Client().post(f"/pages/page/{beneath}").status_code == 405


def test_hostile_words_are_shown_as_text():
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    first = make_edition(
        slug="page", title=hostile, synopsis=hostile, body=hostile, safety_notice=hostile
    )
    publish_again(first, hostile, title=f"{hostile}2", body="Other words.", synopsis="Other.")
    for beneath in ("history/", "history/?from=1&to=2", "editions/1/", "sheet/"):
        text = read(f"/pages/page/{beneath}")
        assert "<script>alert" not in text
        assert "<img" not in text
