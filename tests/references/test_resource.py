import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from references.models import Resource, ResourceKind
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ResourceKind)
def test_every_kind_is_stored(kind):
    make_resource(resource_kind=kind)
    assert Resource.objects.get().resource_kind == kind


@pytest.mark.parametrize("kind", ["", "leaflet"])
def test_unknown_kind_is_refused(kind):
    with pytest.raises(ValidationError) as refused:
        make_resource(resource_kind=kind)
    assert "resource_kind" in refused.value.message_dict


def test_database_takes_a_known_kind():
    make_resource(resource_kind="book")
    assert Resource.objects.update(resource_kind="wiki") == 1


@pytest.mark.parametrize("kind", ["", "leaflet"])
def test_database_refuses_an_unknown_kind(kind):
    make_resource()
    with (
        pytest.raises(IntegrityError, match="references_resource_kind_known"),
        transaction.atomic(),
    ):
        Resource.objects.update(resource_kind=kind)


def test_isbn_is_checked():
    assert make_resource(isbn="978-0-7864-3715-3").isbn == "978-0-7864-3715-3"
    with pytest.raises(ValidationError, match="“978-0-7864-3715-4”") as refused:
        make_resource(isbn="978-0-7864-3715-4")
    assert "isbn" in refused.value.message_dict


def test_resource_is_named_by_its_title():
    assert str(make_resource(title="The LDN Book")) == "The LDN Book"


def test_address_leads_into_the_list(client):
    resource = make_resource(key="the-book")
    assert resource.get_absolute_url() == "/resources/the-book/"
