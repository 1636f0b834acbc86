import pytest
from django.test import Client
from django.urls import reverse

from ldnsite import sitemaps
from ldnsite.views import Sitemap
from tests.factories import make_edition, make_study

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 5),
        ("/sitemap/", 4),
        ("/sitemap/?view=topic", 3),
        ("/sitemap/?view=rating", 3),
        ("/sitemap.xml", 4),
    ],
)
def test_site_wide_pages_have_a_constant_number_of_queries(
    address, queries, size, django_assert_max_num_queries
):
    for number in range(size):
        make_study(key=f"s{number}")
        make_edition(
            body=f"[@s{number}] [[{8000 + number}]]",
            next_code=str(9000 + number),
            tags=("one", f"tag {number}"),
        )
    with django_assert_max_num_queries(queries):
        assert Client().get(address).status_code == 200


def test_sitemap_names_codes_that_nobody_has_written():
    make_edition(code="13", slug="ldn", title="LDN", previous_code="12", next_code="14b")
    text = Client().get("/sitemap/").content.decode()
    places = [text.index(f'<span class="code">{code}</span>') for code in ("12", "13", "14b")]
    assert places == sorted(places)
    assert text.count(">not written yet<") == 2


def test_sitemap_names_codes_that_texts_link_to():
    make_edition(code="13", body="See [[2]] and [[14|dosing]].")
    text = Client().get("/sitemap/").content.decode()
    places = [text.index(f'<span class="code">{code}</span>') for code in ("2", "13", "14")]
    assert places == sorted(places)


def test_sitemap_leads_to_every_list_of_the_site():
    rest = Client().get("/sitemap/").content.decode().partition("The rest of the site")[2]
    rest = rest.partition("</main>")[0]
    names = {"search", *sitemaps.DATED_LISTS, *sitemaps.UNDATED_LISTS} - {"sitemap"}
    assert [name for name in names if f'href="{reverse(name)}"' not in rest] == []


def test_sitemap_by_topic_and_by_rating():
    make_edition(title="Known", tags=("Sleep",), relevance=5, skill_level=1)
    make_edition(title="Plain", relevance=2, skill_level=4)
    text = Client().get("/sitemap/?view=topic").content.decode()
    order = ['<a href="/tags/sleep/">Sleep</a>', "Known", "Without a topic", "Plain"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    text = Client().get("/sitemap/?view=rating").content.decode()
    order = ["Relevance 5: essential, do not skim</h3>", "Known", "Relevance 2: ", "Plain"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    text = Client().get("/sitemap/?view=rating&rating=skill_level").content.decode()
    assert text.index("Skill level 1: anyone can</h3>") < text.index("Skill level 4: ")


def test_sitemap_takes_odd_words_as_none():
    make_edition(code="13")
    for query in ("view=x", "view=rating&rating=x", "page=0", "page=x", "view=%00&page=99"):
        response = Client().get(f"/sitemap/?{query}")
        assert response.status_code == 200
        assert '<span class="code">13</span>' in response.content.decode()


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        ("", ""),
        ("view=topic", "view=topic&amp;"),
        ("view=rating&rating=skill_level", "view=rating&amp;rating=skill_level&amp;"),
    ],
)
def test_parts_of_the_sitemap_keep_the_view(view, kept, monkeypatch):
    monkeypatch.setattr(Sitemap, "paginate_by", 2)
    for code in ("1", "2", "3"):
        make_edition(code=code)
    assert f'href="?{kept}page=2"' in Client().get(f"/sitemap/?{view}").content.decode()
    text = Client().get(f"/sitemap/?{view}&page=2").content.decode()
    assert '<span class="code">3</span>' in text
    assert '<span class="code">2</span>' not in text


def test_health_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_home_shows_the_newest_page_first():
    make_edition(title="Older page")
    make_edition(title="Newer page")
    text = Client().get("/").content.decode()
    assert text.index("Newer page") < text.index("Older page")


def test_about_says_how_to_report_a_mistake(settings):
    text = Client().get("/about/").content.decode()
    assert '<a href="mailto:editors@example.org">' in text
    for words in ("not medical advice", "BSD 3-Clause", "Relevance", "Controlled trials"):
        assert words in text
    settings.CONTACT_EMAIL = ""
    text = Client().get("/about/").content.decode()
    assert "mailto:" not in text
    assert "Found a mistake?" in text
