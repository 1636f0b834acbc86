import pytest

from articles.naming import drafts_naming
from tests.factories import make_article, make_link, make_quote, make_resource, make_study

pytestmark = pytest.mark.django_db
TEXTS = {
    "cited": "[see here; no] [@other; @k, p. 4]",
    "shown": "One.\n\n![[k]]",
    "linked": "Some [words][k].",
    "longer": "[@k-2] ![[k-2]] [x][k-2]",
    "words": "The letter k and the mail a@k.",
}


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (make_study, {"cited", "shown"}),
        (make_resource, {"cited", "shown"}),
        (make_quote, {"shown"}),
        (make_link, {"linked"}),
    ],
)
def test_drafts_are_found_by_the_notations_of_that_kind(make, named):
    row = make(key="k")
    for slug, body in TEXTS.items():
        make_article(slug=slug, body=body)
    assert {article.slug for article in drafts_naming(row)} == named


@pytest.mark.parametrize("field", ["body", "key_messages", "safety_notice"])
def test_every_text_is_looked_at(field):
    article = make_article(**{field: "Words [@k]."})
    assert drafts_naming(make_study(key="k")) == [article]


@pytest.mark.parametrize("size", [1, 6])
def test_drafts_are_found_in_one_query(size, django_assert_num_queries):
    study = make_study(key="k")
    for _ in range(size):
        make_article(body="[@k]")
    with django_assert_num_queries(1):
        assert len(drafts_naming(study)) == size
