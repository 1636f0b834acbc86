import pytest

from articles.markup import bounds
from articles.markup.bounds import check_bounds
from articles.markup.problems import Refused

AT_THE_BOUND = {
    "characters": ("a" * 9_999 + "\n") * 20,
    "line": "a" * bounds.MAX_LINE_CHARACTERS,
    "lines": "a\n" * (bounds.MAX_LINES - 1),
    "brackets": "[a]" * (bounds.MAX_BRACKETS // 4) + "\n" + "[a]" * (bounds.MAX_BRACKETS // 4),
    "emphasis": "*a_" * (bounds.MAX_EMPHASIS_MARKS // 2),
    "rows": "|a\n" * bounds.MAX_TABLE_ROWS,
    "cells": ("|a" * (bounds.MAX_TABLE_CELLS // 2) + "\n") * 2,
    "run": "-" * bounds.MAX_RUN,
    "words": "a" * (bounds.MAX_RUN * 2),
    "indent": " " * bounds.MAX_INDENT + "a",
    "blank": " " * (bounds.MAX_INDENT * 2),
    "depth": "> " * bounds.MAX_QUOTE_DEPTH + "a",
}
BEYOND = {
    "characters": (AT_THE_BOUND["characters"] + "a", 0, "200,000 characters"),
    "line": ("\n\n" + AT_THE_BOUND["line"] + "a", 3, "characters on a line"),
    "lines": (AT_THE_BOUND["lines"] + "\n", 0, "10,000 lines"),
    "brackets": (AT_THE_BOUND["brackets"] + "[", 0, "square brackets"),
    "emphasis": (AT_THE_BOUND["emphasis"] + "_", 0, "asterisks and underscores"),
    "rows": (AT_THE_BOUND["rows"] + "|", 0, "table rows"),
    "cells": (AT_THE_BOUND["cells"] + "|", 0, "table rows"),
    "run": ("a\nb" + AT_THE_BOUND["run"] + "-", 2, "a sign repeated"),
    "indent": ("a\n " + AT_THE_BOUND["indent"], 2, "indented too deeply"),
    "tabs": ("\t" * 11 + "a", 1, "indented too deeply"),
    "depth": ("a\n\n>" + AT_THE_BOUND["depth"], 3, "nest at most 8"),
    "tight": (">" * 9, 1, "nest at most 8"),
}


@pytest.mark.parametrize("name", AT_THE_BOUND)
def test_text_at_the_bound_passes(name):
    assert check_bounds("body", AT_THE_BOUND[name]) is None


@pytest.mark.parametrize("name", BEYOND)
def test_text_beyond_the_bound_is_refused_with_its_line(name):
    text, line, words = BEYOND[name]
    with pytest.raises(Refused) as refusal:
        check_bounds("safety_notice", text)
    problem = refusal.value.problem
    assert (problem.field, problem.line) == ("safety_notice", line)
    assert words in problem.message
