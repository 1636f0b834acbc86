import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Term
from tests.factories import make_term

pytestmark = pytest.mark.django_db


def refused_fields(**fields):
    with pytest.raises(ValidationError) as refused:
        make_term(**fields)
    return refused.value.message_dict


@pytest.mark.parametrize("second", ["Placebo", "placebo", "PLACEBO"])
def test_word_stands_once_whatever_its_case(second):
    make_term(term="Placebo")
    assert refused_fields(term=second)
    assert Term.objects.count() == 1


def test_database_refuses_a_word_twice_whatever_its_case():
    make_term(term="Placebo")
    other = make_term(term="Washout")
    with (
        pytest.raises(IntegrityError, match="articles_term_term_unique"),
        transaction.atomic(),
    ):
        Term.objects.filter(pk=other.pk).update(term="PLACEBO")
    assert Term.objects.filter(pk=other.pk).update(term="Placebos") == 1


@pytest.mark.parametrize(
    ("fields", "shared"),
    [
        ({"term": "PEM"}, "pem"),
        ({"term": "crash", "forms": "payback\npem"}, "pem"),
        ({"term": "post-exertional malaise"}, "post-exertional malaise"),
        ({"term": "crash", "forms": "Post-Exertional Malaise"}, "post-exertional malaise"),
    ],
)
def test_word_or_form_of_another_term_is_refused_and_named(fields, shared):
    make_term(term="PEM", forms="post-exertional malaise")
    assert f"“{shared}” stands under “PEM” already." in refused_fields(**fields)["forms"]


def test_term_may_be_saved_again_with_its_own_forms():
    term = make_term(term="PEM", forms="post-exertional malaise\npem")
    term.full_clean()
    term.forms += "\ncrash"
    term.full_clean()
    term.save()
    assert Term.objects.get().form_list == ["post-exertional malaise", "pem", "crash"]


def test_forms_drop_blank_lines_and_spare_space():
    term = Term(term="LDN", forms=" low-dose naltrexone \r\n\n low dose naltrexone\n")
    assert term.form_list == ["low-dose naltrexone", "low dose naltrexone"]
    assert term.all_forms == ["LDN", "low-dose naltrexone", "low dose naltrexone"]


@pytest.mark.parametrize(
    ("field", "value"), [("term", ""), ("term", "x" * 101), ("definition", ""), ("key", "A B")]
)
def test_value_that_is_missing_or_too_long_is_refused(field, value):
    assert list(refused_fields(**{field: value})) == [field]


def test_glossary_stands_in_order_whatever_the_case(client):
    for word in ("washout", "Assay", "placebo", "TLR4", "ESR"):
        make_term(term=word)
    words = ["Assay", "ESR", "placebo", "TLR4", "washout"]
    assert [term.term for term in Term.objects.all()] == words
    assert [term.term for term in client.get("/glossary/").context["terms"]] == words


def test_address_leads_into_the_glossary():
    term = make_term(key="placebo", term="Placebo")
    assert term.get_absolute_url() == "/glossary/placebo/"
    assert str(term) == "Placebo"
