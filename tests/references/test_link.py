import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from references.models import Link, LinkStatus
from tests.factories import make_link

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/a"


def refused_fields(link):
    with pytest.raises(ValidationError) as refused:
        link.full_clean()
    return refused.value.message_dict


@pytest.mark.parametrize("status", ["", *LinkStatus.values])
def test_link_without_address_is_wanted(status):
    assert make_link(url="", status=status).status == "wanted"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", "unchecked"),
        ("wanted", "unchecked"),
        ("unchecked", "unchecked"),
        ("ok", "ok"),
        ("moved", "moved"),
        ("caution", "caution"),
        ("broken", "broken"),
    ],
)
def test_link_with_address_is_not_wanted(given, kept):
    assert make_link(url=ADDRESS, status=given).status == kept


def test_pasting_and_clearing_the_address_moves_the_status():
    link = make_link(url="")
    assert link.is_wanted
    link.url = ADDRESS
    link.full_clean()
    assert (link.status, link.is_wanted) == ("unchecked", False)
    link.status, link.url = "ok", ""
    link.full_clean()
    assert link.is_wanted


def test_only_a_broken_link_is_broken():
    broken = {status for status in LinkStatus if Link(url=ADDRESS, status=status).is_broken}
    assert broken == {LinkStatus.BROKEN}


def test_unknown_status_is_refused():
    link = Link(key="a", label="A", url=ADDRESS, status="lost")
    assert "status" in refused_fields(link)


@pytest.mark.parametrize("field", ["url", "final_url", "archived_url"])
def test_address_that_is_none_is_refused(field):
    link = Link(**({"key": "a", "label": "A", "url": ADDRESS} | {field: "javascript:alert(1)"}))
    assert "“javascript:alert(1)” is not a web address" in refused_fields(link)[field][0]


def test_address_it_moved_to_is_another_one():
    link = Link(key="a", label="A", url=ADDRESS, final_url=ADDRESS)
    assert "final_url" in refused_fields(link)
    link.final_url = "https://example.org/b"
    link.full_clean()


@pytest.mark.parametrize(
    ("url", "status"), [("", "wanted"), *((ADDRESS, s) for s in LinkStatus if s != "wanted")]
)
def test_database_takes_a_status_that_fits_the_address(url, status):
    Link.objects.bulk_create([Link(key="a", label="A", url=url, status=status)])
    assert Link.objects.get().status == status


@pytest.mark.parametrize(
    ("url", "status"), [(ADDRESS, "wanted"), *(("", s) for s in LinkStatus if s != "wanted")]
)
def test_database_refuses_a_status_that_contradicts_the_address(url, status):
    with (
        pytest.raises(IntegrityError, match="references_link_wanted_without_address"),
        transaction.atomic(),
    ):
        Link.objects.bulk_create([Link(key="a", label="A", url=url, status=status)])
    assert not Link.objects.exists()


def test_database_refuses_an_unknown_status():
    link = make_link(url=ADDRESS)
    with (
        pytest.raises(IntegrityError, match="references_link_status_known"),
        transaction.atomic(),
    ):
        Link.objects.filter(pk=link.pk).update(status="lost")


def test_link_is_named_by_its_label():
    assert str(make_link(label="The label")) == "The label"


def test_new_address_of_a_broken_link_is_not_checked_yet():
    link = make_link(status="broken")
    link.url = "https://example.org/mended"
    link.full_clean()
    assert link.status == "unchecked"
    link.status = "broken"
    link.save()
    link.full_clean()
    assert link.status == "broken"


def test_what_was_found_at_the_old_address_is_forgotten_with_it():
    now = timezone.now()
    found = {"http_status": 500, "checked_at": now, "failing_since": now}
    link = make_link(status="ok", final_url="https://example.org/new", **found)
    link.full_clean()
    assert link.failing_since == now
    link.url = "https://example.org/mended"
    link.http_status = 200
    link.full_clean()
    assert (link.checked_at, link.failing_since, link.final_url) == (None, None, "")
    # A value that came with the new address stays.
    assert link.http_status == 200
