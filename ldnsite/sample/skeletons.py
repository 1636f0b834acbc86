"""Bodies compiled for real, whose words, keys and codes are slots to be filled page by page.

A slot is a word that the compiler takes like any other: `Zqs07z` stands for a sentence, `zqr02z`
for the key of a study, `999903zq` for the code of a page. What is compiled of a text with slots is
therefore, slot by slot, what would be compiled of the text with the words themselves; a test holds
filled pages against the compiler.
"""

import json
import re
from dataclasses import dataclass
from random import Random

from articles.markup.compiling import FIELDS, compile_page
from articles.models import Edition
from articles.publishing import STORED
from ldnsite.searching.models import SearchEntry

SLOT = re.compile(r"[Zz]q[a-z]\d\dz|9999\d\dzq")
SECTIONS = 6
CITED, LINKED, NAMED, WORDED, TERMS, SHOWN, QUOTED = 10, 10, 10, 5, 4, 3, 2
# Of the page itself: title, address and code.
TITLE, SLUG, CODE = "Zqh00z", "zqp00z", "999900zq"
Values = dict[str, str]


def slots(kind: str, count: int, first: int = 1) -> list[str]:
    return [f"zq{kind}{number:02}z" for number in range(first, first + count)]


STUDIES, BOOKS, LINKS = slots("r", CITED), slots("b", SHOWN), slots("l", LINKED)
QUOTES, TERM_KEYS = slots("q", QUOTED), slots("t", TERMS)
HEADINGS, LABELS = slots("h", SECTIONS), slots("w", LINKED + WORDED)
CODES = [f"9999{number:02}zq" for number in range(1, NAMED + 1)]


class Form:
    """A text with slots, cut at them once, to be filled many times."""

    def __init__(self, text: str) -> None:
        self.parts = SLOT.split(text)
        self.slots = SLOT.findall(text)
        # The parts with a place after each for what fills its slot.
        self.pieces = [piece for part in self.parts for piece in (part, "")][:-1]

    def fill(self, values: Values) -> str:
        filled = self.pieces.copy()
        filled[1::2] = map(values.__getitem__, self.slots)
        return "".join(filled)


@dataclass
class Skeleton:
    """`references` has the slots of studies and resources in the order in which readers meet them;
    `said` the slots whose words readers read, for the number of words."""

    texts: dict[str, Form]
    compiled: Form
    entries: list[dict[str, Form]]
    sentences: list[str]
    references: list[str]
    quotes: list[str]
    links: list[str]
    words: int
    said: list[str]

    def compiled_json(self, values: Values) -> str:
        # A slot counts as one word already, so that only the spaces within its words add to it.
        words = self.words + sum(values[slot].count(" ") for slot in self.said)
        return self.compiled.fill(values | {_WORDS: str(words)})


_WORDS = "zqn00z"


def make_skeleton(random: Random) -> Skeleton:
    """One body of about a thousand words with its key messages and, at times, a safety notice."""
    texts = _write(random)
    done = compile_page(texts, {key: [key.capitalize()] for key in TERM_KEYS})
    if done.problems:
        raise ValueError(f"a generated text has problems: {done.problems}")
    stored = {name: getattr(done, name) for name in STORED} | {"words": _WORDS}
    html = "".join(done.html.values())
    met: dict[str, int] = {}
    for kind in ("reference", "embed", "link"):
        for key, use in done.uses.get(kind, {}).items():
            met[key] = min(use["order"], met.get(key, use["order"]))
    in_order = sorted(met, key=lambda key: met[key])
    return Skeleton(
        texts={name: Form(texts[name]) for name in FIELDS},
        compiled=Form(json.dumps(stored).replace(f'"{_WORDS}"', _WORDS)),
        entries=[_entry_forms(entry) for entry in _entries(texts, stored)],
        sentences=sorted(set(re.findall(r"Zqs\d\dz", " ".join(texts.values())))),
        references=[key for key in in_order if key[2] in "rb"],
        quotes=[key for key in in_order if key[2] == "q"],
        links=[key for key in in_order if key[2] == "l"],
        words=done.words,
        said=re.findall(r"Zq[a-z]\d\dz", html),
    )


def _entries(texts: dict[str, str], stored: dict) -> list[SearchEntry]:
    page = Edition(
        # The place of a key, so that it can be asked for its topics; it has none.
        pk=0,
        code=CODE,
        slug=SLUG,
        title=TITLE,
        synopsis="Zqs98z. Zqs99z.",
        compiled=stored,
        **texts,
    )
    page._prefetched_objects_cache = {"tags": []}
    return page.search_entries()


def _entry_forms(entry: SearchEntry) -> dict[str, Form]:
    entry.tidy()
    names = ("title", "context", "text", "address", "anchor")
    return {name: Form(getattr(entry, name)) for name in names}


class _Sentences:
    """Gives out sentences, one after the other, each with the next notation that waits for one."""

    def __init__(self, random: Random) -> None:
        self.count = 0
        labels = iter(LABELS)
        notations = [f"[@{key}]" for key in STUDIES[1:-2]]
        notations.append(f"[@{STUDIES[0]}, p. {random.randint(2, 9)}]")
        notations.append(f"[@{'; @'.join(STUDIES[-2:])}]")
        notations += [f"[[{code}]]" for code in CODES[WORDED:]]
        notations += [f"[[{code}|{next(labels).capitalize()}]]" for code in CODES[:WORDED]]
        notations += [f"[{next(labels).capitalize()}][{key}]" for key in LINKS]
        random.shuffle(notations)
        self.waiting = notations

    def take(self, *, plain: bool = False) -> str:
        self.count += 1
        notation = f" {self.waiting.pop()}" if self.waiting and not plain else ""
        return f"Zqs{self.count:02}z{notation}."

    def some(self, count: int) -> str:
        return " ".join(self.take(plain=place % 3 == 2) for place in range(count))


def _write(random: Random) -> dict[str, str]:
    made = _Sentences(random)
    messages = "\n".join(made.take(plain=place > 0) for place in range(5))
    safety = f"{made.some(2)}\n\n{made.some(1)}" if random.random() < 0.3 else ""
    blocks = [made.some(3)]
    with_terms = random.sample(range(SECTIONS), TERMS)
    extras = [_quotes, _books, _callout, _list, _table, _study]
    random.shuffle(extras)
    for place, heading in enumerate(HEADINGS):
        blocks += [f"## {heading.capitalize()}", made.some(4)]
        blocks.append(extras[place](made, random))
        term = ""
        if place in with_terms:
            key = TERM_KEYS[with_terms.index(place)]
            term = f" {made.take(plain=True)[:-1]} {key.capitalize()}."
        blocks.append(made.some(3) + term)
    while made.waiting:
        blocks.append(made.some(3))
    return {"safety_notice": safety, "key_messages": messages, "body": "\n\n".join(blocks)}


def _quotes(made: _Sentences, random: Random) -> str:
    return "\n\n".join(f"![[{key}]]" for key in QUOTES[: random.randint(1, QUOTED)])


def _books(made: _Sentences, random: Random) -> str:
    return "\n".join(f"![[{key}]]" for key in BOOKS)


def _study(made: _Sentences, random: Random) -> str:
    return f"![[{random.choice(STUDIES)}]]\n\n{made.some(2)}"


def _callout(made: _Sentences, random: Random) -> str:
    kind = random.choice(("WARNING", "IMPORTANT", "NOTE"))
    return f"> [!{kind}]\n> {made.some(2)}"


def _list(made: _Sentences, random: Random) -> str:
    return "\n".join(f"- {made.take(plain=place > 1)}" for place in range(random.randint(3, 5)))


def _table(made: _Sentences, random: Random) -> str:
    # Plain: the bar of a notation would part its cell in two.
    rows = [f"| {made.take(plain=True)} | {made.take(plain=True)} |" for _ in range(3)]
    return "\n".join(["| one | other |", "|---|---:|", *rows])
