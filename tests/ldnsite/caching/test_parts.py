"""Parts of pages: made of the values that they are handed and of nothing else, and made once."""

import datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import set_script_prefix
from django.utils.safestring import SafeString

from articles.models import Quote
from ldnsite.caching import rendered
from ldnsite.caching.memory import Memory
from ldnsite.caching.rendered import Made, kept, part
from references.models import Link, Reference, Study

QUOTE = "articles/_quote.html"


@pytest.fixture(autouse=True)
def parts(monkeypatch):
    memory = Memory(max_bytes=10**7, max_entries=100)
    monkeypatch.setattr(rendered, "_parts", memory)
    return memory


def quote(**values):
    source = Reference(pk=1, title="Source")
    source.study = Study(title="Source", key="source", link=Link(key="at", label="At"))
    return Quote(**{"key": "q", "words": "Words", "speaker": "Ann", "source": source} | values)


def test_same_values_are_rendered_once(parts):
    first = part(QUOTE, {"quote": quote(), "others": []})
    assert part(QUOTE, {"quote": quote(), "others": []}) == first
    assert "“Words”" in first or "Words" in first
    assert len(parts.kept) == 1


def nested(row):
    row.source.study.link.label = "Changed"


def retracted(row):
    row.source.study.retraction_status = "retracted"


@pytest.mark.parametrize("change", [lambda row: setattr(row, "note", "Changed"), retracted, nested])
def test_row_that_changed_anywhere_is_rendered_anew(parts, change):
    part(QUOTE, {"quote": quote(), "others": []})
    row = quote()
    change(row)
    part(QUOTE, {"quote": row, "others": []})
    assert len(parts.kept) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("1", 1), (None, ""), (["a"], ("a",)), ({"a": 1, "b": 2}, {"a": 2, "b": 1}), (0, False)],
)
def test_values_of_other_types_are_others(one, other):
    assert rendered._digest_of(one) != rendered._digest_of(other)


def test_escaped_words_are_others_than_the_same_words_unescaped():
    template = Template("{% load parts %}{% part '_choices.html' x=x %}{{ x }}")
    assert "&lt;b&gt;" in template.render(Context({"x": "<b>"}))
    assert rendered._digest_of("<b>") != rendered._digest_of(SafeString("<b>"))


def test_each_day_and_each_prefix_has_its_own(monkeypatch):
    made = []

    def make():
        made.append(None)
        return Made(b"x")

    for _ in range(2):
        kept("x", 1, make)
    set_script_prefix("/under/")
    try:
        kept("x", 1, make)
    finally:
        set_script_prefix("/")
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(rendered.timezone, "localdate", lambda: tomorrow)
    kept("x", 1, make)
    assert len(made) == 3


def test_part_knows_only_what_it_is_handed():
    row = quote(words="Seen")
    template = Template(
        "{% load parts %}{% part name quote=quote others=none %}", name="for this test"
    )
    html = template.render(
        Context({"name": QUOTE, "quote": row, "none": [], "speaker": "x", "others": [row]})
    )
    assert "Seen" in html
    assert "Also by" not in html


def test_part_escapes():
    assert "&lt;script&gt;" in part(QUOTE, {"quote": quote(words="<script>"), "others": []})


@pytest.mark.parametrize("bits", ["'a.html' quote", "'a.html' only x=1"])
def test_part_takes_named_values_only(bits):
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template(f"{{% load parts %}}{{% part {bits} %}}")
