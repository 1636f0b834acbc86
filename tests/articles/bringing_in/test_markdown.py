from tests.articles.bringing_in.compiled import assembled, compiled

PAGE = """# Rest first

**Skill Level:** 2

_Relevance_: 4 **Technical Level:** 3

Page Synopsis: Sit *down*

[page 6](6.html) [page 8c](8c.html)

Small title
-----------

Text with `code`, **bold**, [inline](https://example.org/i) and [a study][s]; [other] stays.

- one
- two

> [!WARNING]
> Careful.

| a | b |
|---|---|
| 1 | 2 |

Find the list here.

[s]: https://example.org/study "A title"
[bad]: javascript:alert(1)
"""


def test_fields_are_recognised():
    assert assembled(PAGE, "markdown").values == {
        "skill_level": 2,
        "relevance": 4,
        "technical_level": 3,
        "synopsis": "Sit down",
        "previous_code": "6",
        "next_code": "8c",
        "title": "Rest first",
    }


def test_markdown_stays_markdown():
    body = assembled(PAGE, "markdown").body
    for part in (
        "## Small title",
        "`code`, **bold**, [inline](https://example.org/i)",
        "- one\n- two",
        "> [!WARNING]\n> Careful.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "[other] stays.",
    ):
        assert part in body
    assert "-----------" not in body


def test_addresses_set_apart_become_rows_and_lost_ones_are_wanted():
    page = assembled(PAGE, "markdown")
    assert [(link.label, link.url) for link in page.links.found] == [
        ("a study", "https://example.org/study"),
        ("Find the list", ""),
    ]
    assert "[a study][\x1a0\x1a]" in page.body
    assert "]: " not in page.body
    assert not compiled(page).problems


def test_rule_below_a_paragraph_of_two_lines_heads_nothing():
    page = assembled("# T\n\none\ntwo\n---\n\nthree", "markdown")
    assert page.body == "one\ntwo\n---\n\nthree"
