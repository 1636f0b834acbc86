"""What is kept beside the pages says what going through all of them says, whatever was done."""

import datetime
from random import Random

import pytest

from articles.merging import merge
from articles.models import Article, Edition, OvertakenPage, UnwrittenCode, kept
from articles.publishing import publish, recompile, restore, withdraw
from references.models import Study
from tests.factories import make_article, make_edition, make_study

pytestmark = pytest.mark.django_db

CODES = ["1", "2", "2b", "3", "3b", "4", "5", "6", "14", "14b", "15", "16"]
DAYS = [None, *(datetime.date(year, 6, 1) for year in (2019, 2021, 2024))]
REVIEWED = DAYS[1:3]


def dates_of(study):
    return {name: getattr(study, name) for name in ("published_on", "year", "status")}


def noted():
    return (
        set(UnwrittenCode.objects.values_list("code_order", flat=True)),
        set(OvertakenPage.objects.values_list("article", "code_order")),
    )


def from_scratch():
    return (
        set(kept.named_in_vain().values_list("code_order", flat=True)),
        set(kept.overtaken().values_list("article", "code_order")),
    )


class Editors:
    """People who do one thing after another, at random."""

    def __init__(self, seed):
        self.random = Random(seed)
        for number in range(5):
            make_study(key=f"study-{number}", **self.dates())
        for _ in range(4):
            self.begin()
            self.publish()

    def dates(self):
        published_on = self.random.choice(DAYS)
        year = published_on.year if published_on else self.random.choice([None, 2020, 2022, 2024])
        status = self.random.choice(["published", "published", "published", "registered"])
        return {"published_on": published_on, "year": year, "status": status}

    def words(self):
        studies = list(Study.objects.values_list("key", flat=True))
        cited = self.random.sample(studies, min(2, len(studies)))
        named = self.random.sample(CODES, 2)
        body = " ".join([*(f"[@{key}]" for key in cited), *(f"[[{code}]]" for code in named)])
        return {
            "body": f"Text. {body}",
            "reviewed_on": self.random.choice([None, *REVIEWED, *REVIEWED]),
        }

    def a_page(self):
        return self.random.choice(list(Article.objects.order_by("pk")) or [None])

    def do(self):
        deeds = [self.begin, self.publish, self.publish, self.renumber, self.withdraw, self.restore]
        deeds += [self.recompile, self.date_a_study, self.date_a_study, self.merge, self.delete]
        deed = self.random.choice(deeds)
        deed()
        return deed.__name__

    def begin(self):
        code = self.random.choice(CODES)
        borne = Edition.objects.filter(code=code) or Article.objects.filter(code=code)
        if not borne:
            make_article(code=code, **self.words())

    def publish(self):
        if article := self.a_page():
            for name, value in self.words().items():
                setattr(article, name, value)
            article.save()
            publish(article=article, by=None, note="Another.")

    def renumber(self):
        article, code = self.a_page(), self.random.choice(CODES)
        bearers = Edition.objects.filter(code=code).exclude(article=article).exists()
        if article and not bearers and not Article.objects.filter(code=code).exists():
            article.code, article.body = code, "Moved."
            article.save()
            if self.random.random() < 0.7:
                publish(article=article, by=None, note="Moved.")

    def withdraw(self):
        article = self.a_page()
        if article and article.editions.current().exists():
            withdraw(article=article, by=None, explanation="Wrong.")

    def restore(self):
        edition = self.random.choice(list(Edition.objects.order_by("pk")) or [None])
        if edition:
            publish(article=restore(edition=edition), by=None, note="As it was.")

    def recompile(self):
        edition = self.random.choice(list(Edition.objects.current().order_by("pk")) or [None])
        if edition:
            recompile(edition=edition)

    def date_a_study(self):
        study = self.random.choice(list(Study.objects.order_by("pk")))
        for name, value in self.dates().items():
            setattr(study, name, value)
        study.save()

    def merge(self):
        both = list(Study.objects.order_by("pk"))
        if len(both) > 2:
            kept, gone = self.random.sample(both, 2)
            merge(kept=kept, gone=gone, values=dates_of(gone))

    def delete(self):
        unused = Study.objects.filter(citations=None).order_by("pk").first()
        if unused and Study.objects.count() > 2:
            unused.delete()


@pytest.mark.parametrize("seed", range(4))
def test_notes_and_a_walk_through_all_pages_agree_after_every_deed(seed):
    editors = Editors(seed)
    done, vain, overtaken = set(), 0, 0
    for _ in range(25):
        done.add(editors.do())
        codes, pages = noted()
        assert (codes, pages) == from_scratch()
        vain, overtaken = vain + len(codes), overtaken + len(pages)
    # Else the walk would have met nothing to disagree about.
    assert vain > 20
    assert overtaken > 3
    assert len(done) > 5


def test_rebuilding_mends_whatever_was_noted():
    make_study(key="new", year=2026)
    make_edition(code="4", body="[@new] [[9]]", reviewed_on=DAYS[1])
    UnwrittenCode.objects.all().delete()
    UnwrittenCode.objects.create(code_order="000004")
    OvertakenPage.objects.update(code_order="000005")
    kept.rebuild()
    codes, pages = noted()
    assert codes == {"000009"}
    assert {order for _, order in pages} == {"000004"}


def test_study_of_many_pages_is_settled_in_few_queries(django_assert_max_num_queries):
    """All of its pages together: an editor who puts a year right waits for it."""
    study = make_study(key="one", year=2000)
    for _ in range(4):
        make_edition(body="[@one]", reviewed_on=DAYS[2])
    assert OvertakenPage.objects.count() == 0
    study.year = 2024
    study.save()
    assert OvertakenPage.objects.count() == 4
    with django_assert_max_num_queries(6):
        OvertakenPage.objects.settle_citing([study.pk])
