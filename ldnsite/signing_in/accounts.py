"""What changed about an account, in the words of the audit log.

What somebody may do is told fully; of a name or an address only that it changed, since they are
personal data and the log is kept longer than they need be.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User

from ldnsite.auditing.models import Event

Told = tuple[Event, str]
PERSONAL = ("first_name", "last_name", "email")


@dataclass(frozen=True)
class Given:
    """The roles of an account, and the permissions that it has beside them."""

    roles: frozenset[str]
    permissions: frozenset[str]


def given(person: User) -> Given:
    permissions = person.user_permissions.values_list("content_type__app_label", "codename")
    return Given(
        frozenset(person.groups.values_list("name", flat=True)),
        frozenset(f"{app}.{name}" for app, name in permissions),
    )


def changes(before: User | None, after: User) -> Iterator[Told]:
    """Of the account's own row; `before` is none where it was made just now."""
    if before is None:
        yield Event.ACCOUNT_MADE, ""
        before = User(is_staff=False, is_superuser=False, username=after.username)
    elif details := _details(before, after):
        yield Event.ACCOUNT_CHANGED, details
    if before.is_active != after.is_active:
        yield (Event.ACCOUNT_OPENED if after.is_active else Event.ACCOUNT_CLOSED), ""
    rights = [
        f"{'now' if getattr(after, name) else 'no longer'} {words}"
        for name, words in (("is_staff", "opens the desk"), ("is_superuser", "a superuser"))
        if getattr(before, name) != getattr(after, name)
    ]
    if rights:
        yield Event.RIGHTS_CHANGED, ", ".join(rights)


def _details(before: User, after: User) -> str:
    said = []
    if before.username != after.username:
        said.append(f"now signs in as {after.username}")
    changed = [
        User._meta.get_field(name).verbose_name
        for name in PERSONAL
        if getattr(before, name) != getattr(after, name)
    ]
    if changed:
        said.append(f"changed {' and '.join(map(str, changed))}")
    return "; ".join(said)


def changes_given(before: Given, after: Given) -> Iterator[Told]:
    """Of what it was given: roles, and single permissions."""
    for event, old, new in (
        (Event.ROLES_CHANGED, before.roles, after.roles),
        (Event.RIGHTS_CHANGED, before.permissions, after.permissions),
    ):
        if old != new:
            gained, lost = sorted(new - old), sorted(old - new)
            yield event, ", ".join([*(f"+{name}" for name in gained), *(f"−{n}" for n in lost)])
