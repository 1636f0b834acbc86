import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.publishing import publish, withdraw
from references.models import Reference, Resource, Study
from references.models.reference import validate_year
from tests.factories import make_article, make_edition, make_link, make_resource, make_study

MAKERS = {"study": make_study, "resource": make_resource}


@pytest.fixture(params=["study", "resource"])
def make(request, db):
    return MAKERS[request.param]


def public_keys():
    """Keys that readers see, asserted to be the same from the base and from its two kinds."""
    keys = set(Reference.objects.public().values_list("key", flat=True))
    parts = [*Study.objects.public(), *Resource.objects.public()]
    assert sorted(part.key for part in parts) == sorted(keys)
    return keys


def citing(row):
    return f"![[{row.key}]]"


def test_key_cannot_change(make):
    row = make(key="first")
    row.key = "second"
    with pytest.raises(ValidationError, match="The key stays “first”"):
        row.full_clean()
    row.key = "first"
    row.full_clean()


@pytest.mark.parametrize("first", MAKERS)
@pytest.mark.parametrize("second", MAKERS)
def test_key_is_unique_over_studies_and_resources(db, first, second):
    MAKERS[first](key="same")
    with pytest.raises(ValidationError) as refused:
        MAKERS[second](key="same")
    assert "key" in refused.value.message_dict
    assert Reference.objects.count() == 1


def test_database_refuses_a_study_with_the_key_of_a_resource(db):
    make_resource(key="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        Study(key="same", title="T", condition="other").save()
    assert not Study.objects.exists()


@pytest.mark.parametrize("key", ["", "Younger", "a--b", "-a", "a-", "a b", "ä", "a\n", "x" * 61])
def test_key_of_the_wrong_shape_is_refused(make, key):
    with pytest.raises(ValidationError) as refused:
        make(key=key)
    assert "key" in refused.value.message_dict


@pytest.mark.parametrize("year", [1500, 2013, 2199])
def test_year_is_accepted(year):
    validate_year(year)


@pytest.mark.parametrize("year", [0, 13, 1499, 2200, 20133])
def test_year_is_refused(make, year):
    with pytest.raises(ValidationError, match="four figures") as refused:
        make(year=year)
    assert "year" in refused.value.message_dict


@pytest.mark.parametrize(
    ("people", "short"),
    [
        ("", ""),
        ("et al.", ""),
        ("Jarred Younger", "Younger"),
        ("Jarred Younger\nSean Mackey", "Younger and Mackey"),
        ("Olli Polo\nPia Pesonen\nEssi Tuominen", "Polo et al."),
        ("Olli Polo\net al.", "Polo et al."),
        ("\n  Olli Polo  \n\n", "Polo"),
    ],
)
def test_short_people(people, short):
    assert Reference(people=people).short_people == short


def test_people_list_drops_blank_lines():
    assert Reference(people=" Ada \n\n Mary\n").people_list == ["Ada", "Mary"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"people": "Olli Polo", "year": 2019}, "Polo 2019: T"),
        ({"people": "Olli Polo"}, "Polo n.d.: T"),
        ({}, "n.d.: T"),
    ],
)
def test_reference_is_named_for_a_list(fields, words):
    assert str(Reference(title="T", **fields)) == words


def test_specific_is_the_study_or_resource_itself(make):
    row = make()
    assert Reference.objects.get().specific == row
    assert type(Reference.objects.get().specific) is type(row)


def test_specific_of_a_bare_reference_is_itself(db):
    bare = Reference.objects.create(key="bare", title="T")
    assert bare.specific is bare


def test_link_in_use_cannot_be_deleted(make):
    link = make_link()
    make(link=link)
    with pytest.raises(ProtectedError):
        link.delete()


def test_reference_that_nothing_cites_is_not_public(make):
    make()
    assert public_keys() == set()


def test_reference_that_only_a_draft_cites_is_not_public(make):
    make_article(body=citing(make()))
    assert public_keys() == set()


def test_reference_that_a_page_cites_is_public_once(make):
    row = make()
    make_edition(body=citing(row))
    make_edition(body=citing(row))
    make()
    assert public_keys() == {row.key}
    assert Reference.objects.public().count() == 1


def test_reference_of_a_withdrawn_page_is_not_public_until_it_is_cited_again(make):
    row = make()
    article = make_edition(body=citing(row)).article
    withdraw(article=article, by=None, explanation="Wrong.")
    assert public_keys() == set()
    publish(article=article, by=None, note="Mended.")
    assert public_keys() == {row.key}


def test_reference_that_only_an_earlier_edition_cites_is_not_public(make):
    dropped, kept = make(), make()
    article = make_edition(body=f"{citing(dropped)}\n\n{citing(kept)}").article
    article.body = citing(kept)
    article.save()
    publish(article=article, by=None, note="Shorter.")
    assert public_keys() == {kept.key}


def test_reference_that_another_page_still_cites_stays_public(make):
    row = make()
    article = make_edition(body=citing(row)).article
    make_edition(body=citing(row))
    withdraw(article=article, by=None, explanation="Wrong.")
    assert public_keys() == {row.key}


def test_public_can_be_narrowed_further(make):
    rows = [make(title="Alpha"), make(title="Beta")]
    make_edition(body="\n\n".join(map(citing, rows)))
    assert Reference.objects.filter(title="Beta").public().get().key == rows[1].key
