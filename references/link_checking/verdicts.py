"""What an answer makes of a link: pure, and the one place that calls a link broken."""

from datetime import datetime, timedelta
from typing import Any

from references.link_checking.answers import Answer, Outcome
from references.models import Link, LinkStatus

# How long what may pass by itself is given to pass.
PATIENCE = timedelta(days=3)


def changes_to(link: Link, answer: Answer, *, now: datetime) -> dict[str, Any]:
    """The fields to write, by name; none where the site asked to come back later."""
    if answer.outcome == Outcome.LATER:
        return {}
    return {"checked_at": now, "http_status": answer.http_status} | _judged(link, answer, now)


def _judged(link: Link, answer: Answer, now: datetime) -> dict[str, Any]:
    since = link.failing_since or now
    match answer.outcome:
        case Outcome.OK:
            return _working(link, LinkStatus.OK)
        case Outcome.MOVED:
            return _working(link, LinkStatus.MOVED) | {"final_url": answer.final_url}
        case Outcome.FRONT_PAGE:
            return _working(link, LinkStatus.CAUTION)
        case Outcome.GONE:
            return {"status": LinkStatus.BROKEN, "failing_since": since}
        case Outcome.FAILING:
            lasting = now - since >= PATIENCE
            return {"failing_since": since} | ({"status": LinkStatus.BROKEN} if lasting else {})
        case _:
            # The site answered, so what failed before has passed; a broken link stays one until a
            # check, or an editor, sees its page.
            return {} if link.is_broken else {"failing_since": None}


def _working(link: Link, status: LinkStatus) -> dict[str, Any]:
    """An editor's “caution” is about what the page says, which no check can see."""
    kept = LinkStatus.CAUTION if link.status == LinkStatus.CAUTION else status
    return {"status": kept, "failing_since": None, "final_url": ""}
