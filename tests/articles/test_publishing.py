import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.checking import check
from articles.models import Article, Citation, Edition
from articles.publishing import (
    PublishingError,
    has_unpublished_changes,
    publish,
    recompile,
    restore,
    withdraw,
)
from ldnsite.models import ContentVersion
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db


def problems_of(article, **options):
    with pytest.raises(PublishingError) as refused:
        publish(article=article, by=None, **options)
    return [str(problem) for problem in refused.value.problems]


def change(article, **fields):
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    return article


def test_publish_takes_a_snapshot(publisher):
    article = make_article(title="Before", tags=("dosing", "LDN"))
    edition = publish(article=article, by=publisher, note="")
    change(article, title="After")
    edition.refresh_from_db()
    assert (edition.number, edition.title, edition.is_latest) == (1, "Before", True)
    assert edition.published_by == publisher
    assert edition.change_note == "First published."
    assert sorted(edition.tags.names()) == ["LDN", "dosing"]


def test_publish_again_supersedes_and_keeps_the_old_edition():
    first = make_edition(body="Old words.")
    article = change(first.article, body="New words.")
    second = publish(article=article, by=None, note="New words.")
    first.refresh_from_db()
    assert (second.number, second.is_latest, first.is_latest) == (2, True, False)
    assert first.body == "Old words."
    assert list(Edition.objects.current()) == [second]


def test_second_edition_needs_a_change_note():
    edition = make_edition()
    assert problems_of(edition.article) == [
        "Change note: say in a sentence what changed, for readers."
    ]


def test_publish_names_every_problem_at_once():
    article = make_article(
        synopsis="",
        relevance=None,
        body="First [@gone].\n\nSecond [word][lost].\n\n![[nowhere]]\n\nAgain [@gone; @away].",
        safety_notice="See [@gone].",
    )
    assert problems_of(article) == [
        "Text, line 1: no study or resource has the key “gone”.",
        "Text, line 3: no link has the key “lost”.",
        "Text, line 5: no quote, study or resource has the key “nowhere”.",
        "Text, line 7: no study or resource has the key “away”.",
        "Text, line 7: no study or resource has the key “gone”.",
        "Relevance: rate it from 1 to 5 before publishing.",
        "Safety notice, line 1: no study or resource has the key “gone”.",
        "Synopsis: write it before publishing.",
    ]
    assert not Edition.objects.exists()


def test_refused_publishing_changes_nothing():
    edition = make_edition()
    version = ContentVersion.objects.number()
    problems_of(change(edition.article, body="[@gone]"), note="Changed.")
    edition.refresh_from_db()
    assert edition.is_latest
    assert ContentVersion.objects.number() == version


def test_unknown_key_does_not_block_saving():
    article = make_article(body="[@gone]")
    assert Article.objects.get(pk=article.pk).body == "[@gone]"


def test_publish_bumps_the_content_version_in_its_transaction():
    article = make_article()
    version = ContentVersion.objects.number()
    with transaction.atomic():
        publish(article=article, by=None)
        transaction.set_rollback(True)
    assert ContentVersion.objects.number() == version
    publish(article=article, by=None)
    assert ContentVersion.objects.number() > version


def test_citations_are_numbered_in_the_order_of_reading():
    for key in ("in-body", "in-notice", "in-messages", "embedded"):
        make_study(key=key)
    make_resource(key="listed")
    edition = make_edition(
        body="![[listed]]\n\n![[embedded]]\n\n[@in-body; @in-notice]",
        safety_notice="[@in-notice]",
        key_messages="[@in-messages]",
    )
    numbered = edition.citations.order_by("order").values_list("reference__key", "number")
    assert list(numbered) == [
        ("in-notice", 1),
        ("in-messages", 2),
        ("listed", None),
        ("embedded", 3),
        ("in-body", 4),
    ]


def test_quotes_and_links_of_the_text_are_recorded():
    make_quote(key="voice")
    make_link(key="place")
    edition = make_edition(body="[there][place]\n\n![[voice]]")
    assert [use.quote.key for use in edition.quote_uses.all()] == ["voice"]
    assert [use.link.key for use in edition.link_uses.all()] == ["place"]


@pytest.mark.parametrize("make", [make_study, make_resource])
def test_cited_reference_cannot_be_deleted(make):
    reference = make(key="cited")
    make_edition(body="[@cited]")
    with pytest.raises(ProtectedError):
        reference.delete()


def test_key_of_a_quote_and_a_reference_is_ambiguous():
    make_quote(key="twin")
    make_study(key="twin")
    assert problems_of(make_article(body="![[twin]]")) == [
        "Text, line 1: “twin” is the key of a quote and of a reference; rename one."
    ]


def test_hostile_text_is_refused_by_name():
    assert problems_of(make_article(body="[" * 500)) == [
        "Text, line 1: a sign repeated more than 200 times. Take most of them out."
    ]


def test_withdraw_answers_with_the_explanation_and_leaves_the_draft():
    edition = make_edition(title="Public")
    article = change(edition.article, title="Secret draft")
    withdrawn = withdraw(article=article, by=None, explanation="A dose was wrong.")
    assert (withdrawn.number, withdrawn.state, withdrawn.title) == (2, "withdrawn", "Public")
    assert withdrawn.explanation == "A dose was wrong."
    assert not Edition.objects.current().exists()
    assert Article.objects.get().title == "Secret draft"


@pytest.mark.parametrize("explanation", ["", "  \n"])
def test_withdraw_needs_an_explanation(explanation):
    edition = make_edition()
    with pytest.raises(PublishingError, match="say to readers why"):
        withdraw(article=edition.article, by=None, explanation=explanation)
    assert Edition.objects.current().get() == edition


def test_withdraw_needs_something_published():
    with pytest.raises(PublishingError, match="nothing to withdraw"):
        withdraw(article=make_article(), by=None, explanation="Why not.")


def test_withdrawn_page_can_be_published_again():
    edition = make_edition()
    withdraw(article=edition.article, by=None, explanation="Wrong.")
    again = publish(article=edition.article, by=None, note="Put right.")
    assert again.number == 3
    assert Edition.objects.current().get() == again


def test_restore_brings_words_back_but_not_the_address():
    first = make_edition(code="21", slug="old-address", body="Old words.", tags=("one",))
    article = change(first.article, slug="new-address", body="New words.")
    article.tags.set(["two"])
    publish(article=article, by=None, note="New words.")
    restored = restore(edition=first)
    assert (restored.body, restored.slug) == ("Old words.", "new-address")
    assert list(restored.tags.names()) == ["one"]
    assert Edition.objects.current().get().body == "New words."


def test_code_and_slug_of_another_pages_edition_are_refused():
    edition = make_edition(code="30", slug="taken")
    change(edition.article, code="31", slug="moved")
    newcomer = Article(code="30", slug="taken", title="Newcomer")
    with pytest.raises(Exception, match="old links still lead to it") as fault:
        newcomer.full_clean()
    assert set(fault.value.message_dict) == {"code"}
    newcomer.code = "32"
    with pytest.raises(Exception, match="choose another address"):
        newcomer.full_clean()


def test_used_address_is_refused_at_publishing_too():
    edition = make_edition(code="40", slug="taken")
    change(edition.article, code="41", slug="moved")
    newcomer = make_article()
    change(newcomer, slug="taken")
    assert any("choose another address" in problem for problem in problems_of(newcomer))


def test_page_may_return_to_its_own_old_address():
    edition = make_edition(slug="first")
    article = change(edition.article, slug="second")
    publish(article=article, by=None, note="Moved.")
    article = change(article, slug="first")
    assert publish(article=article, by=None, note="Moved back.").slug == "first"


def test_recompile_picks_up_a_new_term_and_keeps_the_words():
    edition = make_edition(body="A cytokine.")
    make_term(key="cytokine", term="cytokine")
    assert recompile(edition=edition)
    edition.refresh_from_db()
    assert edition.compiled["marks"] == [{"type": "term", "key": "cytokine"}]
    assert edition.body == "A cytokine."


def test_recompile_leaves_an_edition_that_no_longer_compiles():
    study = make_study(key="gone")
    edition = make_edition(body="[@gone]")
    Citation.objects.all().delete()
    study.delete()
    before = edition.compiled
    assert not recompile(edition=edition)
    edition.refresh_from_db()
    assert edition.compiled == before


def test_has_unpublished_changes_sees_fields_and_tags():
    edition = make_edition(tags=("one",))
    article = edition.article
    assert not has_unpublished_changes(article, edition)
    article.tags.add("two")
    assert has_unpublished_changes(article, edition)
    article.tags.set(["one"])
    assert has_unpublished_changes(change(article, title="Changed"), edition)


def test_edition_is_never_changed():
    edition = make_edition()
    edition.title = "Changed"
    with pytest.raises(TypeError, match="never changed"):
        edition.save()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"relevance": 6}, "relevance_from_1_to_5"),
        ({"technical_level": 0}, "technical_level_from_1_to_5"),
        ({"skill_level": 9}, "skill_level_from_1_to_5"),
        ({"synopsis": ""}, "complete_or_explained"),
        ({"relevance": None}, "complete_or_explained"),
        ({"explanation": "Why"}, "complete_or_explained"),
        ({"reviewed_on": "2026-02-01", "review_due": "2026-01-01"}, "due_after_review"),
    ],
)
def test_edition_constraint(changes, name):
    make_edition()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Edition.objects.update(**changes)


@pytest.mark.parametrize("field", ["code", "slug"])
def test_two_latest_editions_cannot_share_an_address(field):
    one, other = make_edition(), make_edition()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=one.pk).update(**{field: getattr(other, field)})


def test_a_page_has_one_latest_edition():
    first = make_edition()
    publish(article=first.article, by=None, note="Again.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=first.pk).update(is_latest=True)


def test_check_writes_nothing():
    make_study(key="known")
    article = make_article(body="[@known]")
    version = ContentVersion.objects.number()
    assert check(article).problems == []
    assert ContentVersion.objects.number() == version
    assert not Citation.objects.exists()


def test_note_that_no_feed_can_hold_is_refused():
    edition = make_edition(slug="page")
    [said] = problems_of(edition.article, note="Corrected\x0b a number.")
    assert "invisible control character" in said
    with pytest.raises(PublishingError, match="invisible control character"):
        withdraw(article=edition.article, by=None, explanation="Wrong.\x0b")
    assert Edition.objects.current().get() == edition
