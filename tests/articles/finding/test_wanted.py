import pytest

from articles.finding.wanted import PAGES_OF_A_LINK, wanted_links, with_pages
from articles.models import Edition
from articles.publishing import publish, withdraw
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
)

pytestmark = pytest.mark.django_db


def use_of(way, link):
    """The text that uses the link in this way."""
    if way == "text":
        return f"[x][{link.key}]"
    makers = {"quote": make_quote, "resource": make_resource, "study": make_study}
    return f"![[{makers[way](link=link).key}]]"


@pytest.mark.parametrize("way", ["text", "quote", "resource", "study"])
def test_link_is_wanted_while_a_page_uses_it_in_any_way(way):
    link = make_link(url="")
    article = make_article(body=use_of(way, link))
    assert list(wanted_links()) == []
    publish(article=article, by=None)
    assert list(wanted_links()) == [link]
    withdraw(article=article, by=None, explanation="Wrong.")
    assert list(wanted_links()) == []


def test_link_with_an_address_is_not_wanted():
    link = make_link()
    make_edition(body=f"[x][{link.key}]")
    assert list(wanted_links()) == []


def test_pages_stand_once_each_by_number():
    link = make_link(url="")
    text = "\n\n".join(use_of(way, link) for way in ("text", "quote", "resource"))
    for code in ("14b", "2", "14"):
        make_edition(code=code, body=text)
    make_article(code="1", body=text)
    other = make_link(url="", label="A first")
    make_edition(code="3", body=f"[x][{other.key}]")
    found = [
        (entry.link, [page.code for page in entry.editions]) for entry in with_pages(wanted_links())
    ]
    assert found == [(other, ["3"]), (link, ["2", "14", "14b"])]


def test_pages_of_all_take_two_queries(django_assert_num_queries):
    links = [make_link(url="") for _ in range(20)]
    make_edition(body=" ".join(f"[x][{link.key}]" for link in links))
    with django_assert_num_queries(3):
        assert len(with_pages(wanted_links())) == 20


def test_address_wanted_on_many_pages_names_the_first_and_how_many(client):
    link = make_link(url="")
    quote = make_quote(link=link)
    for number in range(PAGES_OF_A_LINK + 2):
        # Used in two ways, and so one page all the same.
        make_edition(code=str(90_000 + number), body=f"[x][{link.key}]\n\n![[{quote.key}]]")
    withdraw(article=make_edition(body=f"[x][{link.key}]").article, by=None, explanation="Wrong.")
    [entry] = with_pages(wanted_links())
    assert [page.code for page in entry.editions] == [
        str(90_000 + number) for number in range(PAGES_OF_A_LINK)
    ]
    assert (entry.count, entry.more) == (PAGES_OF_A_LINK + 2, 2)
    assert "and on 2 more pages" in client.get("/wanted/").content.decode()


def test_address_wanted_on_few_pages_names_them_all(client):
    link = make_link(url="")
    for _ in range(PAGES_OF_A_LINK):
        make_edition(body=f"[x][{link.key}]")
    [entry] = with_pages(wanted_links())
    assert (len(entry.editions), entry.more) == (PAGES_OF_A_LINK, 0)
    assert "more page" not in client.get("/wanted/").content.decode()


def test_no_page_is_named_for_what_is_kept_of_it_alone():
    """A kept row that were wrong names no page that readers cannot see."""
    link = make_link(url="")
    edition = make_edition(body=f"[x][{link.key}]")
    make_edition(body=f"[x][{link.key}]", code="900")
    Edition.objects.filter(pk=edition.pk).update(is_latest=False)
    [entry] = with_pages(wanted_links())
    assert [page.code for page in entry.editions] == ["900"]
