from articles.bringing_in.lists import find_items
from articles.bringing_in.report import Line


def items_of(text):
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"))]
    return {place: (item.sign, item.number) for place, item in find_items(lines).items()}


def test_plain_bullet_needs_no_neighbour_and_a_dash_does():
    assert items_of("- a\n\nx\n\n– b") == {0: ("-", 0)}
    assert items_of("– a\n\n– b") == {0: ("–", 0), 2: ("–", 0)}


def test_neighbours_have_nothing_else_between_them():
    assert items_of("1. a\n   goes on\n2. b") == {0: ("1", 1), 2: ("1", 2)}
    assert items_of("1. a\n\nA paragraph\n\n2. b") == {}


def test_numbers_have_to_follow_one_another():
    assert items_of("1. a\n3. b") == {}
    assert items_of("7) a\n8) b") == {0: ("1", 7), 1: ("1", 8)}


def test_bullet_without_a_space_is_one_only_where_no_word_begins_so():
    assert items_of("•a\n-5 degrees\n*bold*\nother") == {0: ("•", 0)}


def test_indent_and_start_are_told():
    (item,) = find_items([Line(1, "\t•  words")]).values()
    assert (item.indent, item.start) == (4, 4)
