import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.models import Quote, QuoteForm, Role
from tests.factories import make_edition, make_link, make_quote, make_resource, make_study

pytestmark = pytest.mark.django_db
NEEDS_SOURCE = "A verbatim quotation needs its source or its link."


def source_of(kind):
    match kind:
        case "study":
            return {"source": make_study().reference_ptr}
        case "resource":
            return {"source": make_resource().reference_ptr}
        case "link":
            return {"link": make_link()}
        case "both":
            return source_of("study") | source_of("link")
    return {}


def refused_fields(**fields):
    with pytest.raises(ValidationError) as refused:
        make_quote(**fields)
    return refused.value.message_dict


@pytest.mark.parametrize("kind", ["study", "resource", "link", "both"])
def test_verbatim_quote_with_a_source_or_link_is_stored(kind):
    quote = make_quote(form="verbatim", **source_of(kind))
    assert Quote.objects.filter(pk=quote.pk).update(form="verbatim") == 1
    assert quote.is_verbatim


def test_verbatim_quote_without_source_and_link_is_refused():
    assert refused_fields(form="verbatim") == {"__all__": [NEEDS_SOURCE]}


def test_database_refuses_a_verbatim_quote_without_source_and_link():
    quote = make_quote(form="paraphrase")
    with (
        pytest.raises(IntegrityError, match="articles_quote_verbatim_has_source"),
        transaction.atomic(),
    ):
        Quote.objects.filter(pk=quote.pk).update(form="verbatim")


def test_database_refuses_to_take_the_only_source_away():
    make_quote(form="verbatim", link=make_link())
    with (
        pytest.raises(IntegrityError, match="articles_quote_verbatim_has_source"),
        transaction.atomic(),
    ):
        Quote.objects.update(link=None)


def test_paraphrase_needs_no_source():
    quote = make_quote()
    assert quote.form == "paraphrase"
    assert not quote.is_verbatim


@pytest.mark.parametrize("form", QuoteForm)
@pytest.mark.parametrize(
    "words", ['"Words"', "“Words”", "‘Words’", "«Words»", "'Words'", " “Words”\n"]
)
def test_quotation_marks_round_the_words_are_refused(form, words):
    assert list(refused_fields(words=words, form=form, **source_of("link"))) == ["words"]


@pytest.mark.parametrize(
    "words", ["He said “no” twice", "“No”, he said", "It’s called “LDN”", '"', "’"]
)
def test_quotation_marks_within_the_words_are_kept(words):
    assert make_quote(words=words).words == words


@pytest.mark.parametrize("make", [make_study, make_resource])
def test_key_of_a_reference_is_refused(make):
    make(key="taken")
    assert "“taken” is the key of a study or resource" in refused_fields(key="taken")["key"][0]


@pytest.mark.parametrize("year", [0, 13, 1499, 2200])
def test_year_that_is_none_is_refused(year):
    assert list(refused_fields(year=year)) == ["year"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words", ""),
        ("speaker", ""),
        ("role", ""),
        ("role", "politician"),
        ("form", ""),
        ("form", "loose"),
    ],
)
def test_value_that_is_missing_or_unknown_is_refused(field, value):
    assert list(refused_fields(**{field: value})) == [field]


def test_only_a_patients_words_are_a_story():
    assert {role for role in Role if Quote(role=role).is_story} == {Role.PATIENT}


@pytest.mark.parametrize(
    ("words", "shown"),
    [("x" * 60, "Ada: " + "x" * 60), ("x" * 61, "Ada: " + "x" * 59 + "…")],
)
def test_quote_is_named_by_its_speaker_and_first_words(words, shown):
    assert str(Quote(speaker="Ada", words=words)) == shown


def test_source_link_and_used_quote_cannot_be_deleted():
    study, link = make_study(), make_link()
    quote = make_quote(source=study.reference_ptr, link=link)
    make_edition(body=f"![[{quote.key}]]")
    for row in (study, link, quote):
        with pytest.raises(ProtectedError):
            row.delete()


def page(client, quote):
    return client.get(make_edition(body=f"![[{quote.key}]]").get_absolute_url()).content.decode()


def test_patients_words_are_labelled_as_one_persons_experience(client):
    label = "one person’s experience"
    assert label in page(client, make_quote(role="patient")).lower()
    assert label not in page(client, make_quote(role="clinician")).lower()


def test_only_verbatim_words_wear_quotation_marks(client):
    paraphrase = make_quote(words="Reported words")
    verbatim = make_quote(words="Spoken words", form="verbatim", link=make_link())
    assert "“Spoken words”" in page(client, verbatim)
    shown = page(client, paraphrase)
    assert "Reported words" in shown
    assert "“Reported words" not in shown
    assert "Reported words”" not in shown
