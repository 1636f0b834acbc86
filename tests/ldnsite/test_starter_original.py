"""The starter content against the page that it replaces: what stood there has its counterpart."""

import re

import pytest

from tests.ldnsite.starter import BODY, DOCUMENT, LINKS, PAGE, QUOTES, RESOURCES, STUDIES

# The links of the original page in their order, those to pages 12 and 14b apart; a key that comes
# twice was linked twice. Their addresses were lost: most are wanted.
LOST_LINKS = [
    "roadmap",
    "chia-source",
    "fm-response-source",
    "vitamin-d-source",
    "ldn-for-mecfs",
    "ldn-overview",
    "mepedia",
    "haavisto-interview",
    "hr-low-endorphin",
    "hr-neuroinflammation",
    "stanford-fm-video",
    "hr-inflammation-pain",
    "the-ldn-book",
    "doctor-list-1",
    "doctor-list-2",
    "pharmacy-list-1",
    "pharmacy-list-2",
    "seven-pharmacies",
    "hr-pharmaceutical-grade",
    "ldn-website",
    "ldn-science-price",
    "hr-strangeness",
    "hr-younger-iii",
    "hr-nk-functioning",
    "hr-strangeness",
    "hr-better-naltrexone",
    "hr-liptan-quagmire",
    "hr-immune-disease",
    "hr-drug-combination",
    "hr-finally-found",
    "hr-pharmaceutical-grade",
    "hr-inflammation-pain",
    "hr-successful-trial",
    "hr-standard-treatment",
    "got-endorphins",
    "ldn-research-trust",
    "ldn-science",
    "ldn-world-database",
    "the-ldn-book",
    "haavisto-ldn-page",
    "ldn-documentary",
    "promise-of-ldn-therapy",
    "ldn-website",
    "hr-new-form",
    "sitemap-heading",
    "sitemap-1",
    "sitemap-2",
    "sitemap-3",
]

TERMS = """
LDN|naltrexone|ME/CFS|fibromyalgia|FM|PEM|CDR|opioid|opioid receptors|antagonist|rebound effect
endorphins|endogenous opioids|met-enkephalin|microglia|glial cell|TLR4|neuroinflammation|cytokine
reactive oxygen species|nitric oxide|sickness response|NK cell|TRPM3|ESR|enantiomer
dextro-naltrexone|racemic|placebo|single-blind|double-blind|randomised|crossover|washout
retrospective study|case report|open-label|primary outcome|confidence interval|variance explained
meta-analysis|off-label|compounding pharmacy|filler|excipient|slow-release|titration
precipitated withdrawal|priapism|IU|USP|assay|nootropic|remission
"""


def test_there_are_as_many_lost_links_as_were_counted():
    # 51 rows less the links to pages 12 and 14b and the one within the page.
    assert len(LOST_LINKS) == 51 - 3
    assert "[[12]]" in BODY
    assert "[[14b]]" in BODY
    assert "(#dextro-naltrexone)" in BODY


@pytest.mark.parametrize("key", sorted(set(LOST_LINKS)))
def test_lost_link_is_kept_and_shown(key):
    assert LINKS[key]["status"] in ("wanted", "unchecked")
    cards = [
        card["key"]
        for card in [*QUOTES.values(), *RESOURCES.values(), *STUDIES.values()]
        if card["link"] == key
    ]
    shown = [f"[{key}]", *(f"![[{card}]]" for card in cards)]
    assert any(words in BODY for words in shown)


def test_every_link_is_used():
    text = "\n".join([BODY, PAGE["safety_notice"], *PAGE["key_messages"]])
    used = set(re.findall(r"\]\[([\w-]+)\]", text))
    used |= {card["link"] for kind in (QUOTES, RESOURCES, STUDIES) for card in kind.values()}
    assert LINKS.keys() - used == set()


def test_every_study_and_resource_is_named_in_the_text():
    named = set(re.findall(r"@([\w-]+)|!\[\[([\w-]+)\]\]", BODY))
    keys = {key for pair in named for key in pair}
    assert (STUDIES.keys() | RESOURCES.keys()) - keys == set()


@pytest.mark.parametrize("word", re.split(r"[|\n]", TERMS.strip()))
def test_word_is_in_the_glossary(word):
    forms = {
        form.casefold()
        for term in DOCUMENT["terms"]
        for form in [term["term"], *(term.get("forms") or [])]
    }
    assert word.casefold() in forms


@pytest.mark.parametrize(
    "heading",
    [
        "The theory behind it",
        "How it may work",
        "Endorphin rebound",
        "Inflammation",
        "A note on pregnancy",
        "To sum up the mechanisms",
        "Studies in fibromyalgia",
        "Studies in ME/CFS",
        "What clinicians report",
        "Getting a prescription",
        "Pharmacies and fillers",
        "Prices",
        "Dosing reports",
        "A long adjustment",
        "Never buy from the internet",
        "Opioids, surgery and the liver",
        "How long before judging",
        "Side effects",
        "Dextro-naltrexone",
        "Health Rising articles",
        "Resources",
    ],
)
def test_section_of_the_original_has_its_counterpart(heading):
    assert re.search(rf"^##+ {re.escape(heading)}$", BODY, re.MULTILINE)


@pytest.mark.parametrize(
    "person",
    [
        "Chia",
        "Maija Haavisto",
        "Jarred Younger",
        "Nancy Klimas",
        "Ginevra Liptan",
        "Bela Chheda",
        "Neil Beck",
        "Skip Lenz",
        "De Meirleir",
        "A woman with ME/CFS",
        "The author of the original page",
    ],
)
def test_person_of_the_original_is_quoted(person):
    assert [quote for quote in QUOTES.values() if person in quote["speaker"]]


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        (STUDIES, "younger-2009", "doi"),
        (STUDIES, "younger-2013", "pmid"),
        (STUDIES, "polo-2019", "volume"),
        (STUDIES, "polo-2019", "pages"),
        (STUDIES, "cabanas-2019", "pmid"),
        (STUDIES, "younger-2014", "pmid"),
        (STUDIES, "bruun-2024-final", "pmid"),
        (STUDIES, "bruun-2024-final", "volume"),
        (RESOURCES, "the-ldn-book", "people"),
        (RESOURCES, "the-ldn-book", "isbn"),
        (RESOURCES, "broken-marionette", "publisher"),
        (LINKS, "ldn-website", "url"),
    ],
)
def test_what_was_only_remembered_is_blank_until_somebody_has_seen_it(kind, key, name):
    assert not kind[key].get(name)


def test_prices_bear_their_seller_and_date():
    prices = BODY.split("## Prices", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in prices.split("\n") if line.startswith("| ")]
    assert [row[0].strip() for row in rows[1:]] == [
        "$6",
        "$1",
        "$15 to $40",
        "About $36 plus shipping",
    ]
    assert all(re.search(r"\b20\d\d\b|Not known", row[1]) for row in rows[1:])
    assert "old and in US dollars" in prices


def test_counts_of_the_original_are_kept():
    for words in (
        "six novels",
        "four books of non-fiction",
        "three plays",
        "15 hours",
        "50 m to 5 km",
    ):
        assert words in BODY


def test_key_message_on_randomised_trials_bears_its_day():
    [message] = [words for words in PAGE["key_messages"] if "no completed randomised" in words]
    assert "last reviewed" in message
    assert PAGE["reviewed_on"]
