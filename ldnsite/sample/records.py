"""The studies, resources, links, quotes, terms and topics that the generated pages use.

Unsaved rows with primary keys of their own, each sound by its model's own rules; a test holds that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from taggit.models import Tag

from articles.models import Quote, QuoteForm, Role, Term
from ldnsite.sample.vocabulary import Vocabulary
from references.evidence import Blinding, Condition, Design, Result, Retraction, Status
from references.models import Link, LinkStatus, Resource, ResourceKind, Study

# What everything is dated by, so that a site made tomorrow is the one made today.
DAY = datetime(2026, 1, 1, 9, tzinfo=UTC)
PREFIX = "sample-"
TERMS = 80


@dataclass(frozen=True)
class Counts:
    """How many records of each kind a site of so many pages has."""

    pages: int

    @property
    def links(self) -> int:
        return 40 + self.pages // 4

    @property
    def studies(self) -> int:
        return 30 + self.pages // 3

    @property
    def resources(self) -> int:
        return 20 + self.pages // 10

    @property
    def quotes(self) -> int:
        return 20 + self.pages // 5

    @property
    def topics(self) -> int:
        return 150 + self.pages // 400


class Records:
    """Rows by kind; each call makes them anew and alike."""

    def __init__(self, counts: Counts, vocabulary: Vocabulary, seed: int) -> None:
        self.counts, self.vocabulary, self.seed = counts, vocabulary, seed
        self.terms = list(self._terms(self._random("terms")))

    def _random(self, kind: str) -> Random:
        return Random(f"{self.seed}:{kind}")  # noqa: S311 - nothing secret is drawn

    def _past(self, random: Random, days: int) -> date:
        return (DAY - timedelta(days=random.randint(1, days))).date()

    def _people(self, random: Random) -> str:
        count = random.randint(1, 5)
        names = [self.vocabulary.phrase(random, 2).title() for _ in range(count)]
        return "\n".join([*names, "et al."][: count + random.randint(0, 1)])

    def topics(self) -> Iterator[Tag]:
        random = self._random("topics")
        names: dict[str, None] = {}
        while len(names) < self.counts.topics:
            names[self.vocabulary.phrase(random, random.choice((1, 1, 2)))] = None
        for pk, name in enumerate(names, start=1):
            yield Tag(pk=pk, name=name, slug=name.replace(" ", "-"))

    def links(self) -> Iterator[Link]:
        random = self._random("links")
        for pk in range(1, self.counts.links + 1):
            status = random.choices(LinkStatus.values, weights=(4, 10, 76, 3, 4, 3))[0]
            checked = status not in (LinkStatus.WANTED, LinkStatus.UNCHECKED)
            is_broken, has_moved = status == LinkStatus.BROKEN, status == LinkStatus.MOVED
            yield Link(
                pk=pk,
                key=f"{PREFIX}link-{pk}",
                label=self.vocabulary.phrase(random, random.randint(2, 6)).capitalize(),
                url="" if status == LinkStatus.WANTED else f"https://example.org/sample/{pk}",
                status=status,
                http_status=(404 if is_broken else 200) if checked else None,
                checked_at=DAY if checked else None,
                failing_since=DAY - timedelta(days=9) if is_broken else None,
                final_url=f"https://example.org/moved/{pk}" if has_moved else "",
            )

    def studies(self) -> Iterator[Study]:
        random = self._random("studies")
        for pk in range(1, self.counts.studies + 1):
            yield self._study(random, pk)

    def _study(self, random: Random, pk: int) -> Study:
        words = self.vocabulary
        day = self._past(random, 9000)
        status = random.choices(Status.values, weights=(4, 4, 91, 1))[0]
        is_published = status == Status.PUBLISHED
        checked = random.random() < 0.5
        retraction = random.choices(Retraction.values[1:], weights=(96, 2, 1, 1))[0]
        return Study(
            # Of the base and of what is a study's own.
            id=pk,
            reference_ptr_id=pk,
            key=f"{PREFIX}study-{pk}",
            title=words.phrase(random, random.randint(6, 12)).capitalize(),
            people=self._people(random),
            year=day.year if is_published else None,
            published_on=day if is_published and random.random() < 0.6 else None,
            link_id=random.randint(1, self.counts.links),
            journal=words.phrase(random, 3).title(),
            doi=f"10.5555/sample.{pk}" if is_published else "",
            pmid=str(90_000_000 + pk) if is_published else "",
            registry_ids=f"NCT{pk:08}" if not is_published else "",
            status=status,
            design=random.choice(Design.values),
            blinding=random.choice(Blinding.values),
            condition=random.choices(Condition.values, weights=(40, 30, 15, 10, 5))[0],
            participants=random.randint(6, 400),
            participants_planned=not is_published,
            intervention=words.phrase(random, 2).capitalize(),
            dose=f"{random.randint(1, 50)} mg once daily",
            comparator=random.choice(("placebo", "", words.word(random))),
            main_outcome=words.phrase(random, 5).capitalize(),
            result=random.choice(Result.values[:-1]) if is_published else Result.PENDING,
            effect=words.sentences(random, 1),
            summary=words.sentences(random, 2),
            limitations=words.sentences(random, 1),
            retraction_status=retraction if checked else Retraction.NOT_CHECKED,
            retraction_checked_on=DAY.date() if checked else None,
        )

    def resources(self) -> Iterator[Resource]:
        random = self._random("resources")
        for number in range(1, self.counts.resources + 1):
            # Studies and resources share their primary keys, as they share their base.
            pk = self.counts.studies + number
            yield Resource(
                id=pk,
                reference_ptr_id=pk,
                key=f"{PREFIX}resource-{number}",
                title=self.vocabulary.phrase(random, random.randint(2, 6)).capitalize(),
                people=self._people(random),
                year=random.choice((None, random.randint(1990, 2025))),
                link_id=random.randint(1, self.counts.links),
                resource_kind=random.choice(ResourceKind.values),
                publisher=self.vocabulary.phrase(random, 2).title(),
                description=self.vocabulary.sentences(random, 2),
                confirmed_on=self._past(random, 800) if random.random() < 0.8 else None,
            )

    def quotes(self) -> Iterator[Quote]:
        random = self._random("quotes")
        for pk in range(1, self.counts.quotes + 1):
            is_verbatim = random.random() < 0.4
            has_source = is_verbatim or random.random() < 0.5
            yield Quote(
                pk=pk,
                key=f"{PREFIX}quote-{pk}",
                words=self.vocabulary.sentences(random, random.randint(1, 3)),
                form=QuoteForm.VERBATIM if is_verbatim else QuoteForm.PARAPHRASE,
                speaker=self.vocabulary.phrase(random, 2).title(),
                role=random.choice(Role.values),
                year=random.choice((None, random.randint(2005, 2025))),
                source_id=random.randint(1, self.counts.studies) if has_source else None,
                note=self.vocabulary.sentences(random, 1) if random.random() < 0.2 else "",
            )

    def _terms(self, random: Random) -> Iterator[Term]:
        """Words of their own, that stand in a text only where a page means to explain them."""
        known = set(self.vocabulary.words)
        pk = 0
        while pk < TERMS:
            word = f"{self.vocabulary.word(random)}{random.choice(('ase', 'idin', 'osis', 'ol'))}"
            if {word, f"{word}s"} & known:
                continue
            known |= {word, f"{word}s"}
            pk += 1
            yield Term(
                pk=pk,
                key=f"{PREFIX}term-{pk}",
                term=word,
                forms=f"{word}s" if random.random() < 0.5 else "",
                definition=self.vocabulary.sentences(random, 1),
            )
