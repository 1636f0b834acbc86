"""A site with one text after another in every field that takes any text."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Edition, Quote, RatingLevel, Term
from articles.publishing import publish, withdraw
from ldnsite.auditing.models import AuditEntry, Event
from references.models import Link, LinkCheckRun, Resource, Study
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)
from tests.ldnsite.rights.world import World

# Longer fields take any number of texts; a page that a person could write is long enough.
USUAL = 1500
FREE = (MaxLengthValidator, ProhibitNullCharactersValidator)
NOTED = ("safety_notice", "key_messages", "body")
BROKEN_OUT = "https://example.org/'onclick=evil()/%22%3E%3Cscript%3E?a=1&lt;b"
EVERYTHING = """## A heading

### Beneath

#### Deeper

Words LDN [@a; @b, p. 4] [[14b]] [[99|ninety]] [x][k] [y][broken] [z][wanted]

![[q]]

![[a]]

![[r]]

> [!NOTE]
> Noted.

> [!WARNING]
> Warned.

> Quoted.

| a | b |
|:-|-:|
| 1 | 2 |

1. one

- two

`code` **s** *e* [a page](/pages/ "titled") ![a](/static/a.png)

---

```
block
```
"""


class Words:
    """Hands out the texts in turn, as many whole ones as there is room for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = itertools.cycle(texts)

    def __call__(self, room: int = USUAL) -> str:
        said = next(self.texts)
        while len(said) < room:
            said = f"{said} {next(self.texts)}"
        return said[:room].strip() or "x"

    def line(self, room: int = USUAL) -> str:
        return " ".join(self(room).split())

    def fields(self, model: type[models.Model], *but: str) -> dict[str, str]:
        """Every field of the model that takes any text, whoever adds one next year."""
        return {
            field.name: self(room_of(field))
            for field in free_fields(model)
            if field.name not in but
        }


def room_of(field: models.Field) -> int:
    limits = [check.limit_value for check in field.validators if isinstance(check, FREE[0])]
    return min([USUAL, *limits])


def free_fields(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        is_free = all(isinstance(check, FREE) for check in field.validators)
        if is_text and is_free and field.editable and not field.choices:
            yield field


def make_rows(words: Words) -> dict[str, Any]:
    """What pages use, by the key that a text names it with."""
    rows: dict[str, Any] = {
        "k": make_link(key="k", url=BROKEN_OUT, **words.fields(Link)),
        "wanted": make_link(key="wanted", url="", **words.fields(Link)),
        "broken": make_link(key="broken", **words.fields(Link)),
    }
    Link.objects.filter(key="broken").update(status="broken", archived_url=BROKEN_OUT)
    Link.objects.filter(key="k").update(final_url=BROKEN_OUT)
    study = {
        "condition": "me_cfs",
        "link": rows["k"],
        "doi": "10.1000/'%22><script>evil()</script>",
    }
    rows["a"] = make_study(key="a", result="better", **study, **words.fields(Study))
    retracted = {"retraction_status": "retracted", "link": rows["wanted"]}
    rows["b"] = make_study(key="b", **retracted, **words.fields(Study))
    rows["r"] = make_resource(key="r", link=rows["broken"], **words.fields(Resource))
    rows["q"] = make_quote(key="q", source=rows["a"], **words.fields(Quote))
    rows["t"] = make_term(key="t", **words.fields(Term, "term", "forms"), term="LDN", forms="x y")
    for kind, make in MAKERS.items():
        make(key=f"other-{kind}", **words.fields(MODELS[kind]))
    for row in (rows["k"], rows["a"], rows["r"], rows["q"]):
        # A second version, beside which history shows the first.
        for name, value in words.fields(type(row)).items():
            setattr(row, name, value)
        row.save()
    for level in RatingLevel.objects.all():
        RatingLevel.objects.filter(pk=level.pk).update(**words.fields(RatingLevel))
    return rows


MAKERS = {
    "link": make_link,
    "study": make_study,
    "resource": make_resource,
    "quote": make_quote,
}
MODELS = {"link": Link, "study": Study, "resource": Resource, "quote": Quote}


def make_person(words: Words) -> User:
    """Names are what people type, at the desk's foot and in its logs."""
    names = {"first_name": words(150), "last_name": words(150), "email": "a@b.example"}
    other = User.objects.create_user("other", is_staff=True, **names)
    other.totpdevice_set.create(name="app")
    return User.objects.create_superuser("somebody", password=None, **names)


class Site(World):
    """Pages, their drafts and old editions, and everything that the desk shows of them.

    `texts` go into fields that take any text, `noted` into those that are read for notations.
    """

    def __init__(self, texts: list[str], noted: list[str]) -> None:
        words = Words(texts)
        self.rows = make_rows(words)
        self.person = make_person(words)
        make_edition(code="14b", slug="dosing", **words.fields(Article, *NOTED))
        article = make_article(
            code="13",
            slug="page",
            tags=(words.line(90).replace(",", " "), "sleep"),
            **words.fields(Article, *NOTED),
        )
        self.edition = self.publish(article, words, noted)
        self.edition = self.publish(article, words, list(reversed(noted)))
        gone = make_edition(code="15", slug="gone", **words.fields(Article, *NOTED))
        withdraw(article=gone.article, by=self.person, explanation=words())
        # As an editor leaves it: with everything that publishing refuses.
        self.draft = make_article(
            code="16",
            slug="draft",
            **words.fields(Article, *NOTED),
            **{name: words() for name in NOTED},
        )
        self.add_to_rows(words)

    def publish(self, article: Article, words: Words, noted: list[str]) -> Edition:
        half = len(noted) // 2
        article.body = "\n\n".join((EVERYTHING, *noted[:half]))
        article.safety_notice = "\n\n".join(noted[half:])
        article.key_messages = "\n".join(text for text in noted if "\n" not in text)
        article.full_clean()
        article.save()
        return publish(article=article, by=self.person, note=words.line(300))

    def add_to_rows(self, words: Words) -> None:
        said = {"label": words(300), "said": words(300), "before": "ok", "after": "broken"}
        run = LinkCheckRun.objects.create(
            started_at=timezone.now(),
            counts={"failed": 1},
            rows=[{"key": "k", "url": BROKEN_OUT, "outcome": "failed", **said}],
        )
        rows = self.rows
        self.rows = {
            "articles_article": self.draft,
            "articles_edition": self.edition,
            "articles_quote": rows["q"],
            "articles_term": rows["t"],
            "articles_ratinglevel": RatingLevel.objects.first(),
            "references_reference": rows["a"],
            "references_study": rows["a"],
            "references_resource": rows["r"],
            "references_link": rows["k"],
            "references_linkcheckrun": run,
            "taggit_tag": Tag.objects.exclude(name="sleep").first(),
            "auth_user": User.objects.get(username="other"),
            "auditing_auditentry": AuditEntry.objects.record(
                Event.PUBLISHED, person=self.person, about=words.line(200)
            ),
        }
