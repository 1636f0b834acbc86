"""A page's rows, as publishing would have written them: the draft, its editions and their uses."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from articles.codes import order_of
from articles.models import EditionState
from articles.publishing import FIRST_NOTE
from ldnsite.sample import skeletons
from ldnsite.sample.records import DAY, PREFIX, Counts, Records
from ldnsite.sample.skeletons import Skeleton, Values
from ldnsite.sample.vocabulary import Vocabulary

Row = dict[str, Any]
# How many bodies are compiled; more would make no page more like a real one.
SKELETONS = 24
FRESH_SENTENCES = 4
PAGES_PER_LETTER = 25
# One page in so many, at that place.
DRAFT_ALONE, WITHDRAWN = (90, 17), (60, 41)


def code_of(index: int) -> str:
    """1, 2, … 24, 24b, 25, …; in the natural order of codes."""
    block, place = divmod(index, PAGES_PER_LETTER)
    last = PAGES_PER_LETTER - 1
    return f"{last * (block + 1)}b" if place == last else str(last * block + place + 1)


@dataclass
class Uses:
    """What an edition names, by primary key, in the order in which readers meet it."""

    citations: list[tuple[int, int | None]]
    quotes: list[int]
    links: list[int]
    codes: set[str]


@dataclass
class Edition:
    """An edition's row without its primary key, what it uses, and, of a current one, its search
    entries."""

    row: Row
    uses: Uses | None = None
    entries: list[Row] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        return self.row["is_latest"] and self.row["state"] == EditionState.PUBLISHED


@dataclass
class Page:
    article: Row
    editions: list[Edition]
    tags: list[int]


class PageMaker:
    """Makes any page of the site by its place; two calls make the same."""

    def __init__(self, counts: Counts, vocabulary: Vocabulary, records: Records, seed: int) -> None:
        self.counts, self.vocabulary, self.records, self.seed = counts, vocabulary, records, seed
        random = Random(f"{seed}:skeletons")  # noqa: S311 - nothing secret is drawn
        self.skeletons = [skeletons.make_skeleton(random) for _ in range(SKELETONS)]
        self.sources = {quote.pk: quote.source_id for quote in records.quotes()}
        topics = range(1, counts.topics + 1)
        self.topic_pks, self.topic_weights = list(topics), [1 / (rank + 3) for rank in topics]

    def page(self, index: int) -> Page:
        random = Random(f"{self.seed}:page:{index}")  # noqa: S311 - nothing secret is drawn
        skeleton = random.choice(self.skeletons)
        picked = self._picked(random, index)
        values = self._values(random, index, skeleton, picked)
        content = self._content(random, index, values)
        tags = sorted(set(random.choices(self.topic_pks, self.topic_weights, k=4)))
        uses = self._uses(skeleton, picked, values, content)
        editions = self._editions(random, skeleton, values, content, uses)
        # By place and not by chance, so that a small site has both.
        if index % DRAFT_ALONE[0] == DRAFT_ALONE[1]:
            editions = []
        elif index % WITHDRAWN[0] == WITHDRAWN[1]:
            editions.append(self._withdrawal(editions[-1].row, values))
        article = self._article(random, index, skeleton, values, content, editions)
        if editions and editions[-1].uses:
            editions[-1].entries = self._entries(skeleton, values, content, tags)
        return Page(article, editions, tags)

    def _picked(self, random: Random, index: int) -> dict[str, int]:
        """The primary key that stands in each slot of a key."""
        counts = self.counts
        books = range(counts.studies + 1, counts.studies + counts.resources + 1)
        picked: dict[str, int] = {}
        for slots, rows in (
            (skeletons.STUDIES, range(1, counts.studies + 1)),
            (skeletons.BOOKS, books),
            (skeletons.LINKS, range(1, counts.links + 1)),
            (skeletons.QUOTES, range(1, counts.quotes + 1)),
            (skeletons.TERM_KEYS, range(1, len(self.records.terms) + 1)),
        ):
            picked |= zip(slots, random.sample(rows, len(slots)), strict=True)
        return picked

    def _values(
        self, random: Random, index: int, skeleton: Skeleton, picked: dict[str, int]
    ) -> Values:
        words = self.vocabulary
        values = {slot: words.sentence(random) for slot in skeleton.sentences}
        for slot in random.sample(skeleton.sentences, FRESH_SENTENCES):
            values[slot] = words.new_sentence(random)
        values |= {slot: words.sentence(random) for slot in ("Zqs98z", "Zqs99z")}
        headings: dict[str, None] = {}
        while len(headings) < len(skeletons.HEADINGS):
            headings[words.phrase(random, random.randint(1, 3))] = None
        for slot, heading in zip(skeletons.HEADINGS, headings, strict=True):
            values |= {slot.capitalize(): heading.capitalize(), slot: heading.replace(" ", "-")}
        for slot in skeletons.LABELS:
            values[slot.capitalize()] = words.phrase(random, 2)
        kinds = {"r": "study", "l": "link", "q": "quote", "t": "term"}
        for slot, pk in picked.items():
            if slot[2] == "b":
                values[slot] = f"{PREFIX}resource-{pk - self.counts.studies}"
            else:
                values[slot] = f"{PREFIX}{kinds[slot[2]]}-{pk}"
        for slot in skeletons.TERM_KEYS:
            values[slot.capitalize()] = random.choice(
                self.records.terms[picked[slot] - 1].all_forms
            )
        values |= zip(skeletons.CODES, self._named(random, index), strict=True)
        title = words.phrase(random, random.randint(2, 4)).capitalize()
        values |= {skeletons.TITLE: title, skeletons.CODE: code_of(index)}
        values[skeletons.SLUG] = f"{PREFIX}{code_of(index)}-{title.lower().replace(' ', '-')}"[:80]
        return values

    def _named(self, random: Random, index: int) -> list[str]:
        """Codes of pages near this one; now and then one that nobody has written."""
        pages = self.counts.pages
        low = max(0, min(index, pages) - 300)
        named: dict[int, None] = {}
        high = max(low + 40, min(pages, index + 300))
        while len(named) < len(skeletons.CODES):
            is_unwritten = random.random() < 0.01
            beyond = pages + random.randrange(20 + pages // 100)
            other = beyond if is_unwritten else random.randrange(low, high)
            if other != index:
                named[other] = None
        return [code_of(other) for other in named]

    def _content(self, random: Random, index: int, values: Values) -> Row:
        """The content fields that are no texts of the skeleton."""
        reviewed = (DAY - timedelta(days=random.randint(30, 1000))).date()
        neighbours = random.random() < 0.7
        rated = {
            name: random.choices(range(1, 6), weights=weights)[0]
            for name, weights in (
                ("relevance", (5, 15, 35, 30, 15)),
                ("technical_level", (20, 30, 25, 15, 10)),
                ("skill_level", (30, 30, 20, 12, 8)),
            )
        }
        code = code_of(index)
        return {
            "code": code,
            "code_order": order_of(code),
            "slug": values[skeletons.SLUG],
            "title": values[skeletons.TITLE],
            "synopsis": f"{values['Zqs98z']}. {values['Zqs99z']}.",
            **rated,
            "relevance_reason": self.vocabulary.phrase(random, 6).capitalize(),
            "technical_level_reason": "",
            "skill_level_reason": "",
            "importance_note": "",
            "previous_code": code_of(index - 1) if index and neighbours else "",
            "next_code": code_of(index + 1) if neighbours else "",
            "reviewed_on": reviewed,
            "review_due": reviewed + timedelta(days=random.choice((365, 730, 1095))),
        }

    def _uses(
        self, skeleton: Skeleton, picked: dict[str, int], values: Values, content: Row
    ) -> Uses:
        number, citations = 0, []
        for slot in skeleton.references:
            is_study = slot in skeletons.STUDIES
            number += is_study
            citations.append((picked[slot], number if is_study else None))
        cited = {pk for pk, _ in citations}
        quotes = [picked[slot] for slot in skeleton.quotes]
        # A quote's source is public with the quote.
        sources = dict.fromkeys(self.sources[quote] for quote in quotes)
        citations += [(pk, None) for pk in sources if pk and pk not in cited]
        codes = {values[slot] for slot in skeletons.CODES}
        codes |= {content["previous_code"], content["next_code"]}
        links = [picked[slot] for slot in skeleton.links]
        return Uses(citations, quotes, links, codes - {""})

    def _texts(self, skeleton: Skeleton, values: Values) -> Row:
        return {name: form.fill(values) for name, form in skeleton.texts.items()}

    def _edited(self, random: Random, skeleton: Skeleton, values: Values) -> Values:
        """The same with some sentences put another way."""
        changed = random.sample(skeleton.sentences, 5)
        return values | {slot: self.vocabulary.sentence(random) for slot in changed}

    def _editions(
        self, random: Random, skeleton: Skeleton, values: Values, content: Row, uses: Uses
    ) -> list[Edition]:
        """One to three, the last one what readers see."""
        count = random.choices((1, 2, 3), weights=(80, 14, 6))[0]
        day = DAY - timedelta(minutes=random.randrange(60 * 24 * 1500))
        editions = []
        for number in range(1, count + 1):
            is_last = number == count
            said = values if is_last else self._edited(random, skeleton, values)
            row = content | self._texts(skeleton, said)
            row |= {
                "number": number,
                "state": EditionState.PUBLISHED.value,
                "is_latest": is_last,
                "published_at": day - timedelta(days=90 * (count - number)),
                "published_by_id": None,
                "change_note": FIRST_NOTE if number == 1 else f"{values['Zqs99z']}.",
                "explanation": "",
                "compiled": skeleton.compiled_json(said),
            }
            editions.append(Edition(row, uses))
        return editions

    def _withdrawal(self, last: Row, values: Values) -> Edition:
        gone = last | {
            "number": last["number"] + 1,
            "state": EditionState.WITHDRAWN.value,
            "published_at": last["published_at"] + timedelta(days=20),
            "change_note": "",
            "explanation": f"{values['Zqs98z']}.",
            "compiled": "{}",
        }
        last["is_latest"] = False
        return Edition(gone)

    def _article(
        self,
        random: Random,
        index: int,
        skeleton: Skeleton,
        values: Values,
        content: Row,
        editions: list[Edition],
    ) -> Row:
        is_edited = random.random() < 0.03
        said = self._edited(random, skeleton, values) if is_edited else values
        is_public = bool(editions) and editions[-1].uses is not None
        published = editions[-1].row["published_at"] if editions else DAY
        return {
            "id": index + 1,
            **content,
            **self._texts(skeleton, said),
            "change_note": "",
            "uid": uuid.uuid5(uuid.NAMESPACE_URL, f"sample:{self.seed}:{index}"),
            "created_at": published - timedelta(days=400),
            "updated_at": published,
            "version": 1 + len(editions) + is_edited,
            "saved_by_id": None,
            "has_changes": is_edited or not is_public,
            "publish_on": None,
            "scheduled_version": None,
            "scheduled_by_id": None,
        }

    def _entries(
        self, skeleton: Skeleton, values: Values, content: Row, tags: list[int]
    ) -> list[Row]:
        shared = {
            "kind": "page",
            "warning": "",
            **{name: content[name] for name in ("relevance", "technical_level", "skill_level")},
            "tags": "".join(f"|{tag}" for tag in tags) + "|",
        }
        return [
            {"place": place, **shared, **{name: form.fill(values) for name, form in forms.items()}}
            for place, forms in enumerate(skeleton.entries)
        ]
