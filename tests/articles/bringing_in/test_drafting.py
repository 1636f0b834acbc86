import pytest
from django.db import IntegrityError

from articles.bringing_in.drafting import bring_in, free_code
from articles.bringing_in.report import Refused
from articles.checking import check
from articles.models import Article, Edition
from articles.publishing import publish
from references.models import Link
from tests.articles.bringing_in.samples import HTML_PAGE, OLD_PAGE
from tests.factories import make_article, make_edition, make_link

pytestmark = pytest.mark.django_db


def counts():
    return Article.objects.count(), Link.objects.count()


def test_old_page_becomes_a_draft_that_nobody_sees(client):
    brought = bring_in(source=OLD_PAGE.encode(), name="old-page-7.txt")
    article = Article.objects.get()
    assert article == brought.article
    assert (article.code, article.previous_code, article.next_code) == ("7", "6", "8c")
    assert (article.relevance, article.technical_level, article.skill_level) == (4, 3, 2)
    assert article.slug == "pacing-with-a-wrist-monitor-and-what-people-make-of-it"
    assert not Edition.objects.exists()
    assert client.get(article.get_absolute_url()).status_code == 404
    assert not check(article).problems
    assert not brought.report.left


def test_draft_can_be_published_as_it_is():
    article = bring_in(source=OLD_PAGE, code="7").article
    publish(article=article, by=None, note="")
    assert Edition.objects.current().get().code == "7"


def test_lost_links_are_wanted_rows_and_listed():
    report = bring_in(source=OLD_PAGE, code="7").report
    link = Link.objects.get(key="find-groups-that-walk-slowly-2")
    assert (link.status, link.url) == ("wanted", "")
    assert len(report.wanted) == Link.objects.count() == 7
    assert "[here][find-groups-that-walk-slowly-2]" in Article.objects.get().body
    assert "link find-groups-that-walk-slowly-2" in [found.said for found in report.wanted]


def test_links_of_html_are_rows_and_known_addresses_are_used_again():
    known = make_link(key="walks", url="https://example.org/walkers", status="ok")
    bring_in(source=HTML_PAGE)
    body = Article.objects.get().body
    assert "[here][walks]" in body
    known.refresh_from_db()
    assert known.status == "ok"
    made = Link.objects.get(key="a-study-of-pacing")
    assert (made.url, made.status) == ("https://example.org/pacing?a=1&copy=2", "unchecked")
    assert Link.objects.count() == 3


def test_same_lost_link_on_another_page_is_the_same_row():
    bring_in(source="Rest First\n\nFind walks here.", code="7")
    bring_in(source="Rest Again\n\nFind walks here.", code="8")
    assert Link.objects.get().key == "find-walks"


def test_key_that_is_taken_gets_a_number():
    make_link(key="find-walks")
    bring_in(source="Rest First\n\nFind walks here.")
    assert "[here][find-walks-2]" in Article.objects.get().body


def test_link_that_stood_in_the_synopsis_is_told_and_makes_no_row():
    source = '<h1>T</h1><p>Page Synopsis: see <a href="https://example.org/x">this</a></p><p>Words'
    report = bring_in(source=source).report
    assert not Link.objects.exists()
    assert "https://example.org/x stood in a title or synopsis" in report.left[0].said


@pytest.mark.parametrize("make", [make_article, make_edition])
def test_code_of_another_page_is_refused_and_nothing_written(make):
    make(code="7", title="The other page")
    before = counts()
    with pytest.raises(Refused, match=r"Page 7 is there already: “The other page”.*8 is free"):
        bring_in(source=OLD_PAGE, name="old-page-7.txt")
    assert counts() == before
    assert bring_in(source=OLD_PAGE, name="old-page-7.txt", code="8").article.code == "8"


def test_code_that_an_edition_bore_is_refused_too():
    edition = make_edition(code="7")
    Article.objects.filter(pk=edition.article_id).update(code="70", code_order="000070")
    with pytest.raises(Refused, match="Page 7 is there already"):
        bring_in(source=OLD_PAGE, code="7")


def test_code_that_nobody_names_is_the_next_free_one_and_a_guess():
    make_article(code="7")
    brought = bring_in(source=OLD_PAGE)
    assert brought.article.code == "8"
    assert "this one is free" in brought.report.guessed[-1].said


@pytest.mark.parametrize(("after", "code"), [("", "15"), ("12", "15"), ("13c", "15"), ("2", "3")])
def test_free_code(after, code):
    make_article(code="13")
    make_article(code="14b")
    make_article(code="14")
    assert free_code(after) == code


@pytest.mark.parametrize("code", ["x", "0", "13B", "13 "])
def test_odd_code_is_refused(code):
    with pytest.raises(Refused, match="A page code is a number"):
        bring_in(source=OLD_PAGE, code=code)


def test_address_is_made_unlike_any_other_and_a_chosen_one_is_held_to_it():
    make_edition(slug="rest-first", code="1")
    assert bring_in(source="Rest First\n\nWords.").article.slug == "rest-first-2"
    with pytest.raises(Refused, match=r"Slug: The page “.*” was published under this address"):
        bring_in(source="Rest Again\n\nWords.", slug="rest-first")
    with pytest.raises(Refused, match="lower-case letters"):
        bring_in(source="Rest Again\n\nWords.", slug="Rest First")


def test_title_without_latin_letters_has_the_code_for_an_address():
    assert bring_in(source="Покой\n\nслова.", code="7").article.slug == "page-7"


def test_dry_run_tells_everything_and_writes_nothing():
    before = counts()
    brought = bring_in(source=OLD_PAGE, code="7", dry_run=True)
    assert brought.article.title.startswith("Pacing")
    assert len(brought.report.wanted) == 7
    assert not brought.report.left
    assert counts() == before


def test_failure_half_way_leaves_nothing(monkeypatch):
    def fail(self, *args, **options):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(Article, "save", fail)
    before = counts()
    with pytest.raises(Refused, match="at this moment"):
        bring_in(source=OLD_PAGE, code="7")
    assert counts() == before


def test_what_is_missing_is_told_and_so_is_what_blocks_publishing():
    report = bring_in(source="# Rest\n\nWords [@nobody-2013].", kind="markdown").report
    said = [found.said for found in report.left]
    assert said[:4] == [
        f"the {name} is not given; it is needed before publishing"
        for name in ("synopsis", "relevance", "technical level", "skill level")
    ]
    assert said[4] == (
        "before publishing: Text, line 1: no study or resource has the key “nobody-2013”."
    )


def test_progress_sees_every_link():
    seen = []
    bring_in(source=OLD_PAGE, progress=lambda links: seen.extend(links) or links)
    assert len(seen) == 7


def test_queries_do_not_grow_with_links_that_are_known(django_assert_max_num_queries):
    for number in range(40):
        make_link(url=f"https://example.org/known/{number}")
    links = "".join(f'<a href="https://example.org/known/{n}">word {n}</a> ' for n in range(40))
    with django_assert_max_num_queries(30):
        bring_in(source=f"<h1>Title</h1><p>{links}")
    assert Link.objects.count() == 40
