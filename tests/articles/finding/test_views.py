import html

import pytest
from django.test import Client

from articles.publishing import withdraw
from tests.factories import make_article, make_edition, make_link, make_resource

pytestmark = pytest.mark.django_db


def text_of(address):
    response = Client().get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("size", [1, 40])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/pages/", 5),
        ("/pages/?relevance=5&tag=common&sort=newest", 6),
        ("/pages/?relevance=1&tag=common", 5),
        ("/tags/", 2),
        ("/tags/common/", 5),
        ("/wanted/", 4),
    ],
)
def test_queries_do_not_grow_with_pages_and_topics(
    address, queries, size, django_assert_num_queries
):
    for number in range(size):
        link = make_link(url="")
        make_edition(tags=("common", f"tag {number}"), body=f"[x][{link.key}]")
    with django_assert_num_queries(queries):
        assert Client().get(address).status_code == 200


def test_page_has_one_line_and_three_meters_in_words():
    make_edition(synopsis="It helps some, e.g. me. It harms others.", relevance=5)
    text = text_of("/pages/")
    assert "<p>It helps some, e.g. me.</p>" in text
    assert "It harms others." not in text
    assert "5 of 5: essential, do not skim" in text
    assert text.count('class="meter"') == 3


def test_parts_keep_the_filters():
    for _ in range(51):
        make_edition(relevance=5, tags=("sleep",))
    make_edition(relevance=4, tags=("sleep",))
    text = text_of("/pages/?tag=sleep&relevance=5&odd=1")
    assert 'href="?relevance=5&tag=sleep&page=2"' in text
    assert "<h2>51 pages</h2>" in text
    assert text_of("/pages/?relevance=5&tag=sleep&page=2").count('class="page-summary"') == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 5000, "\x00"])
def test_odd_part_is_taken_kindly(page):
    make_edition()
    response = Client().get("/pages/", {"page": page})
    assert response.status_code == 200
    assert response.content.decode().count('class="page-summary"') == 1


def test_combination_without_pages_offers_what_to_drop():
    make_edition(relevance=5, tags=("sleep",))
    text = text_of("/pages/?relevance=1&tag=sleep")
    assert "No page meets all of this" in text
    assert '<a href="/pages/?tag=sleep">Without “Relevance 1: background”</a> 1 page' in text
    assert "Without “sleep”" not in text
    assert '<a href="/pages/">Clear all</a>' in text


def test_filtered_list_is_kept_from_search_engines():
    make_edition()
    assert "noindex" in text_of("/pages/?relevance=5")
    assert "noindex" not in text_of("/pages/?sort=newest")


def test_ignored_words_are_named_and_escaped():
    make_edition()
    response = Client().get("/pages/?tag=<script>x</script>")
    assert "“&lt;script&gt;x&lt;/script&gt;”" in response.content.decode()


def test_topics_by_name_with_counts():
    make_edition(tags=("Zinc", "apples"))
    make_edition(tags=("Zinc", "ελληνικά"))
    response = Client().get("/tags/")
    found = [(topic.name, topic.count) for topic in response.context["topics"]]
    assert found == [("apples", 1), ("Zinc", 2), ("ελληνικά", 1)]
    text = response.content.decode()
    assert 'href="/tags/zinc/"' in text
    assert 'href=""' not in text


def test_new_site_has_no_topics_and_no_wanted_addresses():
    assert "No page has a topic yet." in text_of("/tags/")
    assert "No address is wanted" in text_of("/wanted/")


def test_topic_lists_its_pages_and_what_they_share():
    make_edition(code="2", title="Second", tags=("Sleep", "pain"))
    make_edition(code="1", title="First", tags=("Sleep",))
    make_edition(title="Other", tags=("pain",))
    text = text_of("/tags/sleep/")
    assert text.index("First") < text.index("Second")
    assert "Other" not in text
    assert 'href="/pages/?tag=sleep">Narrow' in text
    assert 'href="/pages/?tag=sleep&tag=pain"' in text


def test_topic_in_another_case_leads_to_its_address():
    make_edition(tags=("Sleep",))
    response = Client().get("/tags/SLEEP/")
    assert (response.status_code, response.url) == (301, "/tags/sleep/")


def test_topic_of_drafts_or_withdrawn_pages_is_not_found():
    make_article(tags=("draft",))
    gone = make_edition(tags=("gone",))
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    for slug in ("draft", "gone", "none"):
        assert Client().get(f"/tags/{slug}/").status_code == 404
    assert "gone" not in text_of("/tags/")


def test_wanted_address_has_note_pages_and_a_letter_that_names_it(settings):
    link = make_link(key="lost", url="", label="Lost & found? A study", note="Was on page 13.")
    make_resource(key="res", link=link)
    make_edition(code="13", title="LDN", slug="ldn", body="![[res]]")
    text = text_of("/wanted/")
    assert "Lost & found? A study" in text
    assert "Was on page 13." in text
    assert '<a href="/pages/ldn/"><span class="code">13</span> LDN</a>' in text
    subject = "Address%20for%20%E2%80%9CLost%20%26%20found%3F%20A%20study%E2%80%9D%20%28lost%29"
    assert f'href="mailto:editors@example.org?subject={subject}"' in text
    settings.CONTACT_EMAIL = ""
    assert "mailto:" not in text_of("/wanted/")
