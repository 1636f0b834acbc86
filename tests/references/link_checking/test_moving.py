import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ldnsite.models import ContentVersion
from references.link_checking.moving import NotMoved, use_new_address
from references.models import Link
from tests.factories import make_link

pytestmark = pytest.mark.django_db
NEW = "https://example.org/new"


def moved(**fields):
    values = {"status": "moved", "final_url": NEW, "http_status": 200}
    return make_link(**(values | {"checked_at": timezone.now()} | fields))


@pytest.mark.parametrize(
    ("status", "kept"), [("moved", "ok"), ("broken", "ok"), ("caution", "caution"), ("ok", "ok")]
)
def test_the_new_address_takes_the_place_of_the_old(status, kept):
    link = moved(status=status, failing_since=timezone.now())
    before = ContentVersion.objects.number()
    use_new_address(pk=link.pk, offered=NEW)
    after = Link.objects.get()
    assert (after.url, after.final_url, after.status) == (NEW, "", kept)
    assert (after.http_status, after.checked_at) == (200, link.checked_at)
    assert after.failing_since is None
    assert ContentVersion.objects.number() == before + 1


@pytest.mark.parametrize("offered", ["", "https://example.org/other", "javascript:alert(1)"])
def test_only_the_address_that_was_offered_is_taken(offered):
    link = moved()
    with pytest.raises(NotMoved):
        use_new_address(pk=link.pk, offered=offered)
    assert Link.objects.get().url == link.url


def test_a_link_that_has_not_moved_offers_nothing():
    with pytest.raises(NotMoved):
        use_new_address(pk=make_link().pk, offered="")
    with pytest.raises(NotMoved):
        use_new_address(pk=0, offered=NEW)


def test_an_address_that_no_editor_could_enter_is_refused():
    link = moved()
    Link.objects.update(final_url="javascript:alert(1)")
    with pytest.raises(ValidationError):
        use_new_address(pk=link.pk, offered="javascript:alert(1)")
    assert Link.objects.get().url == link.url
