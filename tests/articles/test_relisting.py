"""What lists go through and count is what the editions say, whatever was done before."""

from datetime import date
from random import Random

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from taggit.models import Tag

from articles.models import (
    Announcement,
    Article,
    Edition,
    ListedPage,
    OvertakenPage,
    Tally,
    TopicPair,
    UnwrittenCode,
)
from articles.publishing import publish, recompile, restore, withdraw
from articles.relisting import rebuild, relist_without
from references.models import ListedReference, Resource, Study
from tests.factories import make_article, make_edition, make_resource, make_study

pytestmark = pytest.mark.django_db
TOPICS = ("a", "b", "c", "d")
KEPT = (ListedPage, Tally, TopicPair, Announcement, ListedReference)


def state():
    """All rows, without the numbers that tell nothing."""
    return {
        model: sorted(
            map(str, model.objects.values_list(*[f for f in fields_of(model) if f != "id"]))
        )
        for model in KEPT
    }


def fields_of(model):
    return [field.attname for field in model._meta.concrete_fields]


def assert_in_step():
    kept = state()
    rebuild()
    assert kept == state()


def act(random):
    article = random.choice(Article.objects.order_by("pk"))
    current = article.editions.current().first()
    verb = random.choice(
        ["publish", "publish", "withdraw", "restore", "recompile", "delete", "edit"]
    )
    if verb == "publish":
        article.relevance, article.skill_level = random.randint(1, 5), random.randint(1, 5)
        article.body = f"Words [@study-{random.randint(1, 3)}; @book-{random.randint(1, 3)}]."
        article.save()
        article.tags.set(random.sample(TOPICS, random.randint(0, 3)))
        publish(article=article, by=None, note="Changed.")
    elif verb == "withdraw" and current:
        withdraw(article=article, by=None, explanation="Wrong.")
    elif verb == "restore" and article.editions.exists():
        restore(edition=article.editions.order_by("number").first())
    elif verb == "recompile" and current:
        recompile(edition=current)
    elif verb == "delete" and (tag := Tag.objects.order_by("?").first()):
        relist_without([tag])
        tag.delete()
    elif verb == "edit":
        study = random.choice(Study.objects.order_by("pk"))
        study.year, study.condition = random.choice([None, 1999, 2020]), "me_cfs"
        study.save()
        Resource.objects.filter(key="book-1").update(title=f"Title {random.random()}")


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_verbs_leaves_the_lists_in_step(seed):
    random = Random(seed)
    for number in range(1, 4):
        make_study(key=f"study-{number}")
        make_resource(key=f"book-{number}")
        make_article()
    for _ in range(15):
        act(random)
        assert_in_step()
    assert ListedPage.objects.exists() or Announcement.objects.exists()


def test_command_makes_everything_anew_that_went_out_of_step(capsys):
    make_study(key="study", year=2020)
    make_edition(tags=("a", "b"), body="[@study] [[999]]", reviewed_on=date(2001, 1, 1))
    right = state()
    for model in (*KEPT, UnwrittenCode, OvertakenPage):
        assert model.objects.exists()
        QuerySet(model).all().delete()
    call_command("rebuild_lists")
    assert "Pages in the lists: 1." in capsys.readouterr().out
    assert state() == right
    assert UnwrittenCode.objects.get().code_order == "000999"
    assert OvertakenPage.objects.exists()


def test_sitemap_by_topic_shows_no_edition_that_is_not_the_present_one():
    """Even where a kept row had lost step."""
    gone = make_edition(title="Withdrawn words", tags=("a",))
    rows = list(ListedPage.objects.filter(edition=gone.pk))
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    ListedPage.objects.bulk_create(rows)
    Tally.objects.create(topic_id=rows[1].topic_id, pages=1)
    for address in ("/sitemap/?view=topic", "/pages/", "/tags/a/"):
        assert "Withdrawn words" not in Client().get(address).content.decode()


def test_lists_hold_what_the_queries_say():
    make_study(key="study")
    make_edition(tags=("a", "b"), relevance=5, body="[@study]")
    make_edition(tags=("a",), relevance=4)
    gone = make_edition(tags=("a",))
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    own = set(ListedPage.objects.filter(topic=None).values_list("edition", flat=True))
    assert own == set(Edition.objects.current().values_list("pk", flat=True))
    told = set(Announcement.objects.values_list("edition", flat=True))
    assert told == set(Edition.objects.announced().values_list("pk", flat=True))
    assert [row.reference.key for row in ListedReference.objects.of(Study)] == ["study"]
    a = Tag.objects.get(name="a")
    counts = {
        (row.relevance, row.technical_level, row.skill_level): row.pages
        for row in Tally.objects.filter(topic=a)
    }
    assert counts[0, 0, 0] == 2
    assert counts[5, 0, 0] == counts[4, 4, 3] == 1
    assert TopicPair.objects.get(topic=a).pages == 1
