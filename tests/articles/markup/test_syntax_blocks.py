import pytest

from tests.articles.markup.parsed import compiled, html_of, messages, parse, words_of


def embeds(text: str) -> list[list[str]]:
    return [mark["keys"] for mark in compiled(text).marks if mark["type"] == "embed"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("![[haavisto-2014]]", [["haavisto-2014"]]),
        ("a\n\n  ![[ q ]]  \n\nb", [["q"]]),
        ("![[r]]\n![[s]]", [["r", "s"]]),
        ("![[r]]\n\n![[s]]\n\n\n![[t]]", [["r", "s", "t"]]),
        ("![[r]]\n\nwords\n\n![[s]]", [["r"], ["s"]]),
        ("![[r]]\n\n# Head\n\n![[s]]", [["r"], ["s"]]),
        ("> ![[q]]", [["q"]]),
        ("- words\n\n    ![[q]]", [["q"]]),
    ],
)
def test_embed_alone_in_a_paragraph(text, keys):
    page = compiled(text)
    assert embeds(text) == keys
    assert page.problems == []
    assert len(list(parse(page.html["body"]).iter("ld-mark"))) == len(keys)


def test_embed_is_in_no_paragraph():
    assert html_of("![[q]]") == '<ld-mark n="0"></ld-mark>'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("words ![[q]]", [1]),
        ("words\n![[q]]\nwords", [2]),
        ("![[q]] ![[r]]", [1, 1]),
        ("# ![[q]]", [1]),
        ("|a|\n|-|\n|![[q]]|", [3]),
        ("words *![[q]]* words", [1]),
    ],
)
def test_stray_embed_is_a_problem(text, lines):
    found = messages(text)
    assert [line for line, _ in found] == lines
    assert {"on a line of its own" in message for _, message in found} == {True}
    assert embeds(text) == []
    assert "![[q]]" in words_of(compiled(text).html["body"])


@pytest.mark.parametrize("key", ["Bad", "a b", "a/b", "14_b"])
def test_embed_with_no_key_is_a_problem(key):
    assert messages(f"a\n\n![[{key}]]") == [(3, f"“{key}” cannot be a key.")]


@pytest.mark.parametrize("text", ["`![[q]]`", r"\![[q]]", "a `![[q]]` b", "```\n![[q]]\n```"])
def test_no_embed_in_code_or_escaped(text):
    assert embeds(text) == []
    assert messages(text) == []
    assert "![[q]]" in words_of(html_of(text))


def callouts(text: str) -> list[tuple[str, str]]:
    """The kind and words of each callout that readers get to see."""
    page = compiled(text)
    return [
        (page.marks[int(element.get("n"))]["kind"], " ".join("".join(element.itertext()).split()))
        for element in parse(page.html["body"]).iter("ld-mark")
        if page.marks[int(element.get("n"))]["type"] == "callout"
    ]


@pytest.mark.parametrize("kind", ["WARNING", "IMPORTANT", "NOTE", "warning", "Note"])
def test_callout_of_each_kind(kind):
    text = f"a\n\n> [!{kind}]\n> Take *care*.\n>\n> Really.\n\nb"
    assert callouts(text) == [(kind.lower(), "Take care.Really.")]
    assert messages(text) == []
    assert "[!" not in html_of(text)


@pytest.mark.parametrize("kind", ["TIP", "CAUTION", "DANGER"])
def test_callout_of_unknown_kind_is_a_problem(kind):
    text = f"a\n\n> [!{kind}]\n> Take care."
    assert messages(text) == [(3, "a callout is one of [!WARNING], [!IMPORTANT], [!NOTE].")]
    assert f"[!{kind}] Take care." in words_of(compiled(text).html["body"])


def test_two_callouts_in_a_row_stay_two():
    text = "> [!WARNING]\n> One.\n\n> [!NOTE]\n> Two.\n\n> [!NOTE]\n> Three."
    assert callouts(text) == [("warning", "One."), ("note", "Two."), ("note", "Three.")]


def test_quotation_before_a_callout_stays_one():
    html = html_of("> Quoted.\n\n> [!NOTE]\n> Noted.")
    assert callouts("> Quoted.\n\n> [!NOTE]\n> Noted.") == [("note", "Noted.")]
    (quote,) = parse(html).iter("blockquote")
    assert "".join(quote.itertext()).strip() == "Quoted."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- > [!NOTE]\n  > x", [("note", "x")]),
        ("> [!NOTE]\n>\n> - x\n> - y", [("note", "xy")]),
        ("> > [!WARNING]\n> > x", [("warning", "x")]),
        ("> Quoted.\n>\n> > [!WARNING]\n> > x", [("warning", "x")]),
        ("> [!NOTE]\n> x\n>\n> > [!WARNING]\n> > y", [("note", "xy"), ("warning", "y")]),
    ],
)
def test_callout_with_or_within_other_blocks(text, found):
    assert callouts(text) == found


def test_list_right_below_the_name_of_a_callout_is_a_list():
    items = parse(html_of("> [!WARNING]\n> - one\n> - two")).iter("li")
    assert [item.text for item in items] == ["one", "two"]


@pytest.mark.parametrize("text", ["> \\[!NOTE]\n> x", "> `[!NOTE]`\n> x", "[!NOTE]\nx"])
def test_what_only_looks_like_a_callout_is_none(text):
    assert callouts(text) == []
    assert "[!NOTE] x" in words_of(html_of(text))


@pytest.mark.parametrize("kind", ["WARNING", "IMPORTANT", "NOTE"])
def test_words_beside_the_name_of_a_callout_are_not_lost_on_anyone(kind):
    """A warning must not turn into a plain quotation without the editor being told."""
    text = f"> [!{kind}] Never with opioids."
    assert messages(text) or callouts(text) == [(kind.lower(), "Never with opioids.")]


def test_table_keeps_alignment():
    html = html_of("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|")
    cells = [element for element in parse(html).iter() if element.tag in ("th", "td")]
    assert [cell.get("align") for cell in cells] == ["left", "center", "right", None] * 2


@pytest.mark.parametrize("row", ["|1|2|3|", "|1|2 [[14b|dosing]]|", "|1|2|3|4|5|", "1|2|[[14b|x]]"])
def test_cell_beyond_the_header_is_not_dropped_in_silence(row):
    page = compiled(f"|a|b|\n|-|-|\n{row}")
    shown = words_of(page.html["body"])
    assert page.problems or [word for word in ("3", "5", "dosing") if word in row] == [
        word for word in ("3", "5", "dosing") if word in shown
    ]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("1. a\n2. b\n\n- c", ["ol", "li", "li", "ul", "li"]),
        ("a  \nb", ["p", "br"]),
        ("a\n\n---\n\nb", ["p", "hr", "p"]),
        ("a\n\n    b", ["p", "p"]),
        ("**a** *b* `c`", ["p", "strong", "em", "code"]),
    ],
)
def test_plain_markdown(text, tags):
    assert [element.tag for element in parse(html_of(text)).iter()][1:] == tags


def test_list_keeps_its_first_number():
    (numbered,) = parse(html_of("5. a\n6. b")).iter("ol")
    assert numbered.get("start") == "5"
