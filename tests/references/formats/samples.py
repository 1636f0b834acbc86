"""Items for the writers' tests, ordinary and hostile."""

from hypothesis import strategies as st

from references.formats.items import ARTICLE, BOOK, Item
from references.formats.names import Name, split_name
from references.records.fields import one_line

YOUNGER = Item(
    key="younger-2013",
    kind=ARTICLE,
    title="Low-dose naltrexone for the treatment of fibromyalgia",
    people=(Name(given="Jarred", family="Younger"), Name("Harm", "van der", "Berg", "Jr")),
    has_more_people=True,
    date=(2013, 1, 28),
    journal="Arthritis & Rheumatism",
    volume="65",
    issue="2",
    pages=("529", "538"),
    doi="10.1002/art_37734",
    pmid="23359310",
    url="https://example.org/a_b%20c?d=1#e",
    notes=("Retracted: 50% of it.", "Trial registration: NCT00568555."),
)
BARE = Item(key="bare", kind=BOOK, title="A book")
HOSTILE = [
    "a { b",
    "} a {",
    "{x}",
    "}}{{",
    "\\",
    "ends in \\",
    "\\input{/etc/passwd}",
    "\\textbraceleft",
    "50% & $5 #1 _x_ ^ ~ \"q\" 'r' ''s'' `t` ``u``",
    "@article{key, title = {x}}",
    "a -- b --- c << d >> ,, ?` !`",
    "né “x” שלום مرحبا 😀 e\u0301 \u202eabc",
    "IL-6 <3 and TNF> 5 <b>x</b>",
    "TY - JOUR",
    "ER -",
    "x AND y and z",
    '", \\", {"}',
]

# Any text that the site may store, on one line as an item holds it.
texts = (
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text("{}\\%&$#_~^\"'`-,<>@= ax", max_size=12),
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
    )
    .map(one_line)
    .filter(bool)
)
people = texts.map(split_name)
items = st.builds(
    Item,
    key=st.from_regex(r"\A[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5})?\Z"),
    kind=st.sampled_from([ARTICLE, BOOK]),
    title=texts,
    people=st.lists(people, max_size=4).map(tuple),
    has_more_people=st.booleans(),
    date=st.sampled_from([(), (2013,), (2013, 1, 28)]),
    journal=texts | st.just(""),
    publisher=texts | st.just(""),
    volume=texts | st.just(""),
    notes=st.lists(texts, max_size=2).map(tuple),
)
