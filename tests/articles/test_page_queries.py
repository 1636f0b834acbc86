"""How many queries the first view of a page takes after an edit; later ones take none."""

import pytest
from django.test import Client

from tests.factories import make_edition, make_quote, make_resource, make_study, make_term

pytestmark = pytest.mark.django_db


def make_full_page(**fields):
    """A page with something of everything that a page can name."""
    make_term(term="naltrexone")
    study, quote, resource = make_study(), make_quote(), make_resource()
    make_edition(code="12", tags=("dosing",))
    return make_edition(
        code="13",
        tags=("dosing", "sleep"),
        body=f"Naltrexone [@{study.key}], see [[12]].\n\n![[{quote.key}]]\n\n![[{resource.key}]]",
        **fields,
    )


@pytest.mark.parametrize("beside", [{}, {"previous_code": "12"}, {"next_code": "14"}])
@pytest.mark.parametrize("part", ["", "short/", "history/", "editions/1/", "sheet/"])
def test_first_view_takes_eight_queries_at_most(part, beside, django_assert_max_num_queries):
    page = make_full_page(**beside)
    Client().get("/about/")
    with django_assert_max_num_queries(8):
        assert Client().get(page.get_absolute_url() + part).status_code == 200
