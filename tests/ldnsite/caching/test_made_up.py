"""Addresses of which there is no end push no page out of the cache."""

import pytest

from ldnsite.caching import rendered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

HOW_MANY = 6


def cased(word, number):
    """One of many spellings in capitals and small letters."""
    return "".join(
        letter.upper() if number >> place & 1 else letter for place, letter in enumerate(word)
    )


# What differs from one to the next: the address, or the name that the site is asked by.
MADE_UP = {
    "query": lambda number: (f"/search/?q=word{number}", {}),
    "order of studies": lambda number: (f"/pages/page/?sort={number}", {}),
    "port": lambda number: ("/pages/page/", {"HTTP_HOST": f"testserver:{number}"}),
    "capitals in the name": lambda number: (
        "/pages/page/",
        {"HTTP_HOST": cased("testserver", number)},
    ),
    "name below the site's": lambda number: ("/pages/page/", {"HTTP_HOST": f"a{number}.test"}),
    "capitals in a topic": lambda number: (f"/tags/{cased('sleep', number)}/", {}),
    "edition below an old address": lambda number: (f"/pages/once/editions/{number}/", {}),
    "edition of a withdrawn page": lambda number: (f"/pages/gone/editions/{number}/", {}),
    "edition with zeros": lambda number: (f"/pages/page/editions/{'0' * number}1/", {}),
    "edition that is none": lambda number: (f"/pages/page/editions/{number + 2}/", {}),
    "part with zeros": lambda number: (f"/sitemap-lists-{'0' * number}1.xml", {}),
    "wanted address": lambda number: (f"/wanted/none-{number}/", {}),
    "term": lambda number: (f"/glossary/none-{number}/", {}),
    "code": lambda number: (f"/p/{number + 20}/", {}),
    "short address": lambda number: (f"/p/{'0' * number}13/", {}),
    "page": lambda number: (f"/pages/{cased('page', number)}/", {}),
}


@pytest.mark.parametrize("kind", MADE_UP)
def test_what_is_made_up_pushes_no_page_out(kind, site, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".test"]
    rendered.forget()
    site.ask("/pages/page/")
    site.plain.max_entries = site.beside.max_entries = HOW_MANY // 2
    page, *_ = rendered._pages.kept
    for number in range(1, HOW_MANY + 1):
        address, name = MADE_UP[kind](number)
        site.ask(address, **name)
    asked = site.rendered
    site.ask("/pages/page/")
    assert site.rendered == asked
    assert len(site.plain.kept) == 1
    assert [*rendered._pages.kept] == [page]


@pytest.mark.parametrize("name", ["testserver:1", "TESTSERVER", "a.test"])
def test_site_by_another_name_is_kept_too(name, site, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".test"]
    for _ in range(2):
        assert site.ask("/pages/page/", HTTP_HOST=name).status == 200
    assert site.rendered == 1


def test_shared_store_is_given_nothing_that_can_be_made_up(site):
    given = {}
    site.shared = type(
        "Store", (), {"get": lambda *_: None, "put": lambda _, key, *__: given.update({key: 1})}
    )()
    for kind in MADE_UP:
        address, name = MADE_UP[kind](1)
        site.ask(address, **name)
    assert not given
    site.ask("/pages/page/")
    assert len(given) == 1


@pytest.mark.parametrize("address", ["/pages/page/editions/01/", "/sitemap-lists-01.xml"])
def test_number_has_one_spelling(site, address):
    assert site.ask(address.replace("01", "1")).status == 200
    assert site.ask(address).status == 404
