import pytest

from articles.markup.syntax import read_citation
from tests.articles.markup.parsed import compiled, html_of, messages, parse, parse_errors, words_of


def cited(text: str) -> list[list[tuple[str, str]]]:
    return [
        [(item["key"], item["locator"]) for item in mark["items"]]
        for mark in compiled(text).marks
        if mark["type"] == "cite"
    ]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("@younger-2013", [("younger-2013", "")]),
        ("@a; @b", [("a", ""), ("b", "")]),
        ("@a;@b ;  @c", [("a", ""), ("b", ""), ("c", "")]),
        ("@a, p. 4", [("a", "p. 4")]),
        ("@a, pp. 4-5, 9", [("a", "pp. 4-5, 9")]),
        ("@a,   table\n2", [("a", "table 2")]),
        ("@a; @polo-2019, p. 4; @b", [("a", ""), ("polo-2019", "p. 4"), ("b", "")]),
    ],
)
def test_citation_is_read(items, found):
    assert [(item["key"], item["locator"]) for item in read_citation(items)] == found
    assert cited(f"Words [{items}].") == [found]


MALFORMED = ["@A", "@a b", "@a p. 4", "@a,", "@a;", "@a; b", "@-a", "@a-", "@a--b", "@a_b", "@ü"]


@pytest.mark.parametrize("items", MALFORMED)
def test_malformed_citation_is_a_problem_and_stays_readable(items):
    assert read_citation(items) is None
    ((line, message),) = messages(f"One.\n\nTwo [{items}].")
    assert line == 3
    assert "[@key, p. 4; @other-key]" in message
    assert words_of(compiled(f"Two [{items}].").html["body"]) == f"Two [{items}]."


@pytest.mark.parametrize(
    "text",
    ["`[@a]`", "``[@a] ` [@b]``", r"\[@a]", "a@b.example", "@a", "[a@b]", "```\n[@a]\n```"],
)
def test_no_citation_in_code_or_escaped_or_without_brackets(text):
    assert cited(text) == []
    assert messages(text) == []


@pytest.mark.parametrize("text", ["Words [@a].", "Words\n[@a].", "Words  [@a]."])
def test_citation_clings_to_the_word_before(text):
    assert html_of(text) == '<p>Words<ld-mark n="0"></ld-mark>.</p>'


def test_page_link_does_not_cling():
    assert html_of("See [[14b]].") == '<p>See <ld-mark n="0"></ld-mark>.</p>'


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[[12]]", "12", ""),
        ("[[14b|dosing]]", "14b", "dosing"),
        ("[[ 14b | dosing ]]", "14b", "dosing"),
        ("[[14b|*how* much]]", "14b", "how much"),
        ("|a|b|\n|-|-|\n|[[14b\\|dosing]]|c|", "14b", "dosing"),
        ("- [[14b\\|dosing]]", "14b", "dosing"),
        ("# [[14b|dosing]]", "14b", "dosing"),
    ],
)
def test_page_link(text, code, words):
    page = compiled(text)
    assert page.marks == [{"type": "page", "code": code, "words": bool(words)}]
    (mark,) = parse(page.html["body"]).iter("ld-mark")
    assert "".join(mark.itertext()) == words
    assert page.problems == []


@pytest.mark.parametrize("code", ["dosing", "014", "14B", "14-b", "14abc", "1234567"])
def test_what_is_no_page_code_is_a_problem(code):
    assert messages(f"a\n\n[[{code}]]") == [(3, f"“{code}” is not a page code such as 13 or 14b.")]


@pytest.mark.parametrize("text", ["`[[12]]`", r"\[[12]]", "```\n[[12]]\n```", "`[[12|a]]`"])
def test_no_page_link_in_code_or_escaped(text):
    assert compiled(text).marks == []
    assert "[[12" in words_of(html_of(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[pharmacies][ldn-pharmacies]", "pharmacies"),
        ("[*all* pharmacies][ ldn-pharmacies ]", "all pharmacies"),
        (r"[a \[b\]][ldn-pharmacies]", "a [b]"),
        ("[`x`][ldn-pharmacies]", "x"),
    ],
)
def test_register_link(text, words):
    page = compiled(text)
    assert page.marks == [{"type": "link", "key": "ldn-pharmacies"}]
    assert words_of(page.html["body"]) == words
    assert page.problems == []


@pytest.mark.parametrize("key", ["Bad", "a b", "a_b", "-a"])
def test_register_link_with_no_key_is_a_problem(key):
    ((line, message),) = messages(f"a\nb [x][{key}]")
    assert line == 2
    assert f"“{key}” cannot be the key of a link" in message


@pytest.mark.parametrize("text", ["`[x][k]`", r"\[x][k]", "[x] [k]"])
def test_no_register_link_in_code_or_escaped_or_apart(text):
    assert compiled(text).marks == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[x](/a)", '<a href="/a">x</a>'),
        ("[x]( /a )", '<a href="/a">x</a>'),
        ('[x](/a "T")', '<a href="/a" title="T">x</a>'),
        ("[x](/a_(b))", '<a href="/a_(b)">x</a>'),
        ("[x](/a*b*_c_)", '<a href="/a*b*_c_">x</a>'),
        ("[*x*](/a?b=1&c=2)", '<a href="/a?b=1&amp;c=2"><em>x</em></a>'),
        ("[x](mailto:a@b.example)", '<a href="mailto:a@b.example">x</a>'),
        ("<https://example.org>", '<a href="https://example.org">https://example.org</a>'),
    ],
)
def test_inline_link(text, html):
    assert html_of(text) == f"<p>{html}</p>"


@pytest.mark.parametrize("address", ["javascript:1", "//host", "ftp://host", "http:", "a:b"])
def test_link_that_leads_nowhere_good_is_a_problem(address):
    ((line, message),) = messages(f"a\n[x]({address})")
    assert line == 2
    assert "https://" in message


def test_link_with_an_invisible_sign_before_its_address_leads_where_it_says():
    """Pasted addresses often bring one along; a browser then takes them for a page of this site."""
    page = compiled("[x](\u200bhttps://example.org/)")
    assert page.problems or 'href="https://example.org/"' in page.html["body"]


@pytest.mark.parametrize("address", ["<ftp://example.org>", "<http://>", "[x](http://a:b:1)"])
def test_no_link_without_an_address_passes_unnoticed(address):
    page = compiled(address)
    assert page.problems or "<a>" not in page.html["body"]


@pytest.mark.parametrize(
    "text", ["[see [[14b]] x](/x)", "[see [@a] x](/x)", "[see [@a] x][k]", "[<http://a.b>](/x)"]
)
def test_no_link_stands_within_a_link(text):
    page = compiled(text)
    as_links = page.html["body"].replace("ld-mark", "a")
    assert page.problems or parse_errors(as_links) == []


@pytest.mark.parametrize("address", ["/static/chart.png", "/media/a/b.webp"])
def test_own_picture_is_shown(address):
    (image,) = parse(html_of(f"![A *chart*]({address})")).iter("img")
    assert image.attrib == {"src": address, "alt": "A *chart*"}


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "//h/static/a.png", "/a.png", "/static/../a.png"]
)
def test_picture_of_others_is_a_problem(address):
    ((line, message),) = messages(f"a\n\n![A chart]({address})")
    assert (line, "own files" in message) == (3, True)
    assert "<img" not in compiled(f"![A chart]({address})").html["body"]


@pytest.mark.parametrize(
    "text",
    [
        "IL-6 <3 and TNF> 5",
        "a<b and c>d & e",
        "<b>bold</b>",
        "<!-- comment -->",
        "<script>x()</script>",
        '<ld-mark n="0">forged</ld-mark>',
        "<div>\nblock\n</div>",
        "<p>a</p> <img src=x>",
        "a </ld-mark> b",
        "<?php a ?> <![CDATA[b]]>",
    ],
)
def test_raw_html_is_shown_as_text(text):
    assert words_of(html_of(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a &lt; b &amp; c", "a < b & c"), ("4&nbsp;mg", "4 mg"), ("AT&T", "AT&T"), ("&mu;g", "μg")],
)
def test_entities_stand_for_their_sign(text, shown):
    assert words_of(html_of(text)) == shown


@pytest.mark.parametrize("key", ["x", "a-b", "^1", "Some Words"])
def test_reference_definition_is_a_problem(key):
    ((line, message),) = messages(f"One.\n\n[{key}]: http://example.org")
    assert line == 3
    assert "Link register" in message
    assert f"“{key}”" in message


@pytest.mark.parametrize("text", ["`[x]: y`", "    \n[x] : y", "see [x]: y", "[@a]: as they say"])
def test_what_only_looks_like_a_definition_is_none(text):
    assert messages(text) == []
