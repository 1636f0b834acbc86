"""Whole sites for tests that look at every page: nothing, the starter content, hostile, huge.

Each function fills the database and returns the addresses of every public page it made.
"""

from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import (
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)
from tests.starting import put_starter

LONG_WORD = "Averyveryverylongwordthatgoesonandon" * 2
HOSTILE = '"><script>alert(1)</script>&lt;b&gt;\u202e\u0639\u0631\u0628\u064a'
LISTS = [
    "/",
    "/pages/",
    "/tags/",
    "/wanted/",
    "/studies/",
    "/resources/",
    "/glossary/",
    "/ratings/",
    "/search/",
    "/sitemap/",
    "/sitemap/?view=topic",
    "/sitemap/?view=rating&rating=skill_level",
    "/changes/",
    "/about/",
    "/export/",
    "/pages/none/",
]


def _addresses_of(slug: str) -> list[str]:
    base = f"/pages/{slug}/"
    return [
        base,
        f"{base}short/",
        f"{base}sheet/",
        f"{base}history/",
        f"{base}history/?from=1&to=2",
        f"{base}history/?from=1&to=x",
        f"{base}editions/1/",
        f"{base}editions/2/",
    ]


def _publish_again(article: Article, *, note: str, **fields: object) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.full_clean()
    article.save()
    publish(article=article, by=None, note=note)


def fill_nothing() -> list[str]:
    return [*LISTS, "/search/?q=naltrexone", "/pages/?relevance=5"]


def fill_starter() -> list[str]:
    put_starter()
    article = Article.objects.get(slug="ldn")
    body = article.body.replace("placebo", "dummy pill", 2) + "\n\nA last paragraph."
    _publish_again(article, note="Plainer words.", body=body)
    gone = make_edition(code="99", slug="gone", title="Gone")
    withdraw(article=gone.article, by=None, explanation="It was wrong.")
    return [
        *LISTS,
        *_addresses_of("ldn"),
        "/pages/gone/",
        "/studies/younger-2013/",
        "/studies/?sort=year",
        "/resources/?kind=book",
        "/search/?q=low+dose&relevance=5",
        "/search/?q=naltrexne",
    ]


def fill_hostile() -> list[str]:
    """Every field that takes free text holds mark-up, and a word that no line can hold."""
    text = f"{HOSTILE} {LONG_WORD}"
    wanted = make_link(key="wanted", url="", label=text, note=text)
    broken = make_link(key="broken", label=text, note=text)
    type(broken).objects.filter(pk=broken.pk).update(
        status="broken", archived_url="https://example.org/archived"
    )
    make_study(
        key="hostile-study",
        **dict.fromkeys(
            ["title", "people", "journal", "intervention", "dose", "duration", "comparator"], text
        ),
        **dict.fromkeys(["main_outcome", "effect", "limitations", "summary"], text * 3),
        result="no_difference",
        participants=2**31 - 1,
        link=wanted,
    )
    make_study(key="gone-study", title=text, retraction_status="retracted", retraction_notice=text)
    make_resource(key="hostile-resource", title=text, people=text, description=text, link=broken)
    make_quote(key="hostile-quote", words=text, speaker=text, note=text, link=wanted)
    make_term(key="hostile-term", term=LONG_WORD, definition=text)
    table = f"| {LONG_WORD} | two |\n|---|---|\n| {HOSTILE} | [@gone-study] |"
    body = (
        f"# {text}\n\n{text} [@hostile-study; @gone-study] [[404]] [{LONG_WORD}][wanted] "
        f"[x][broken]\n\n![[hostile-quote]]\n\n![[hostile-resource]]\n\n![[hostile-study]]\n\n"
        f"> [!WARNING]\n> {text}\n\n{table}\n\n`{LONG_WORD * 4}`\n"
    )
    edition = make_edition(
        slug="hostile",
        tags=(HOSTILE, "\u03b5\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac", "a" * 90, "sleep"),
        previous_code="999",
        body=body,
        key_messages=f"* {text}\n* {text} [@hostile-study]",
        **dict.fromkeys(["title", "synopsis", "importance_note", "safety_notice"], text),
        **dict.fromkeys(
            ["relevance_reason", "technical_level_reason", "skill_level_reason"], text[:180]
        ),
    )
    _publish_again(edition.article, note=text[:200], title="Short", body=body + LONG_WORD * 40)
    gone = make_edition(slug="gone", title=text)
    withdraw(article=gone.article, by=None, explanation=text * 3)
    return [
        *LISTS,
        *_addresses_of("hostile"),
        "/pages/gone/",
        "/studies/hostile-study/",
        "/studies/gone-study/",
        "/pages/?relevance=5&tag=sleep&tag=nonsense",
        "/tags/sleep/",
        f"/search/?q={LONG_WORD}",
        "/search/?q=%22%3E%3Cscript%3E",
    ]


def fill_huge() -> list[str]:
    """One page with sixty of everything, among sixty pages."""
    conditions = ["me_cfs", "fibromyalgia", "long_covid", "mixed", "other"]
    designs = ["randomised_parallel", "randomised_crossover", "case_series"]
    for number in range(60):
        make_study(
            key=f"s{number}",
            year=1990 + number % 36,
            condition=conditions[number % 5],
            design=designs[number % 3],
            participants=number * 7,
            result=["better", "no_difference", "worse", "mixed"][number % 4],
        )
        make_quote(key=f"q{number}", speaker=f"Speaker {number % 20}", words="Words. " * 30)
        make_resource(key=f"r{number}", link=make_link(key=f"l{number}"))
    parts = [
        f"## Part {n}\n\nWords [@s{n}] and [a link][l{n}].\n\n![[q{n}]]\n\n![[r{n}]]"
        for n in range(60)
    ]
    first = make_edition(
        slug="huge", body="\n\n".join(parts), tags=tuple(f"topic {n}" for n in range(60))
    )
    _publish_again(first.article, note="Again.", body="\n\n".join(reversed(parts)))
    for number in range(60):
        make_edition(tags=(f"topic {number}",), relevance=1 + number % 5)
    return [
        *LISTS,
        *_addresses_of("huge"),
        "/studies/s1/",
        "/tags/topic-1/",
        "/pages/?page=2",
        "/search/?q=words",
        "/search/?q=page&page=2",
    ]


FILLINGS = {
    "empty": fill_nothing,
    "starter": fill_starter,
    "hostile": fill_hostile,
    "huge": fill_huge,
}
