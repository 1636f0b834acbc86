import pytest
from hypothesis import given

from references.formats.names import Name, split_name
from references.records.fields import one_line, turned
from tests.references.formats.samples import texts


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Jarred Younger", Name("Jarred", "", "Younger")),
        ("Monica Jane Bolton", Name("Monica Jane", "", "Bolton")),
        ("Ludwig van Beethoven", Name("Ludwig", "van", "Beethoven")),
        ("Maria de la Cruz", Name("Maria", "de la", "Cruz")),
        ("Harm Van Marwijk", Name("Harm", "", "Van Marwijk")),
        ("Jan van Der Berg", Name("Jan", "van", "Der Berg")),
        ("Martin Luther King Jr.", Name("Martin Luther", "", "King", "Jr.")),
        ("Anne-Marie O’Brien-Smith", Name("Anne-Marie", "", "O’Brien-Smith")),
        ("محمد علي", Name("محمد", "", "علي")),
    ],
)
def test_person(line, name):
    assert split_name(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "Younger",
        "Du Preez",
        "LDN Research Trust",
        "The Patients’ Library",
        "Norwegian Institute of Public Health",
        "FINAL Study Group",
        "Smith, Jane, MD",
        "Taylor & Francis",
        "Room 101",
    ],
)
def test_what_may_be_no_person_stays_whole(line):
    assert split_name(line) == Name(whole=line)


@given(texts)
def test_no_sign_is_lost(line):
    name = split_name(line)
    if name.whole:
        assert name == Name(whole=one_line(line))
    else:
        # Read as the site reads RIS.
        assert turned(name.turned) == one_line(line)
        assert name.family
        assert name.given
