"""Taking over the address that a link has moved to."""

from django.db import transaction

from ldnsite.models import ContentVersion
from references.models import Link, LinkStatus


class NotMoved(Exception):
    """The link no longer offers that address; the message says so to an editor."""


@transaction.atomic
def use_new_address(*, pk: int, offered: str) -> Link:
    """Put the address that the last check found in the place of the old one.

    `offered` is what the editor saw: where a later check or a colleague changed it, NotMoved is
    raised and nothing is written. A caution stays, since it is about the page.
    """
    ContentVersion.objects.hold()
    link = Link.objects.select_for_update().filter(pk=pk).first()
    if link is None or not offered or link.final_url != offered:
        raise NotMoved("The new address has changed meanwhile. Please look at the link again.")
    caution = link.status == LinkStatus.CAUTION
    seen = {"http_status": link.http_status, "checked_at": link.checked_at}
    link.url, link.final_url = offered, ""
    link.full_clean()
    # Cleaning takes a new address for one that nobody looked at; this one the checker has.
    link.status = LinkStatus.CAUTION if caution else LinkStatus.OK
    link.failing_since = None
    for name, value in seen.items():
        setattr(link, name, value)
    link.save()
    return link
