"""What the web answered for one address, in the few kinds that matter to an editor."""

from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import models

from ldnsite.text import validate_text
from references.identifiers import validate_web_address

PERMANENT_REDIRECTS = {301, 308}
REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}
# What a site answers to a program, or to one it does not know, says nothing about a reader.
# 999 is what one large network answers to every program.
NOT_FOR_PROGRAMS = {401, 402, 403, 406, 407, 418, 451, 999}
LONGEST_ADDRESS = 2000


class Outcome(models.TextChoices):
    OK = "ok", "working"
    MOVED = "moved", "moved for good"
    FRONT_PAGE = "front_page", "leading to a front page only"
    GONE = "gone", "gone"
    FAILING = "failing", "failing just now"
    UNTOLD = "untold", "unclear"
    LATER = "later", "asking to come back later"


@dataclass(frozen=True)
class Answer:
    """One check's result; `said` is what an editor reads, `final_url` is set with MOVED only."""

    outcome: Outcome
    said: str
    http_status: int | None = None
    final_url: str = ""


def status_words(status: int) -> str:
    """Such as “404 Not Found”."""
    known = {member.value: member.phrase for member in HTTPStatus}
    return f"{status} {known[status]}" if status in known else str(status)


def shortened(address: str) -> str:
    """For a sentence: a server can redirect to an address of any length."""
    return address if len(address) <= 200 else f"{address[:200]}…"


def can_be_kept(address: str) -> bool:
    """Whether a link could hold this address: what a server writes is not always one."""
    try:
        validate_web_address(address)
        validate_text(address)
    except ValidationError:
        return False
    return len(address) <= LONGEST_ADDRESS


def of_a_refusal(status: int) -> Answer:
    """What a last status other than 2xx says."""
    words = f"The site answered {status_words(status)}"
    if status in GONE:
        return Answer(Outcome.GONE, f"{words}.", status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Answer(Outcome.LATER, f"{words}.", status)
    if status in NOT_FOR_PROGRAMS:
        said = f"{words}, as many sites do to a program. Please open it yourself."
        return Answer(Outcome.UNTOLD, said, status)
    return Answer(Outcome.FAILING, f"{words}.", status)


def of_a_page(*, asked: str, found: str, permanent: bool, status: int) -> Answer:
    """What a 2xx says, at the end of whatever redirects; both addresses as httpx writes them."""
    if found == asked:
        return Answer(Outcome.OK, "The page answers.", status)
    if not permanent:
        return Answer(Outcome.OK, f"The page answers, for now from {shortened(found)}", status)
    if not can_be_kept(found):
        said = "The page answers, from an address that cannot be kept here."
        return Answer(Outcome.OK, said, status)
    return Answer(Outcome.MOVED, f"The page has moved to {shortened(found)}", status, found)
