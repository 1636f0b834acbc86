"""Guessing is held off, and no stranger can hold off an editor.

Each attempt is counted before the password is looked at, and given back where it was right:

* **The pair** of account and address: 10 in a quarter of an hour. Another address still gets in.
* **The address**, whatever the accounts: 50 in an hour, and 200 for a neighbourhood of IPv6.
* **The account**, whatever the addresses: after 50 wrong ones in a day each *address* has 3
  attempts an hour instead of 10 in a quarter of one. Guessing from many addresses so becomes slow,
  while an editor at an address of her own always has her attempts: the account is never shut.
* **A known device** of the account (`devices`) is counted by itself, 10 in a quarter of an hour,
  and by nothing else: whatever strangers do, at her address or elsewhere, that browser gets in.

The code of the second step has the same known device, and otherwise 20 codes an hour for the
account: whoever gets so far has the password, and six figures are few.

django-axes was looked at: it has one limit for all that it counts, so that an account's bound is a
way to shut an editor out, and it knows no devices. Names that no account bears are counted alike.
"""

import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ldnsite.signing_in.addresses import client_address, networks
from ldnsite.signing_in.devices import known_device
from ldnsite.signing_in.models import Allowance, Counter

QUARTER, HOUR, DAY = 15 * 60, 60 * 60, 24 * 60 * 60
PER_PAIR, PER_DEVICE = 10, 10
PER_PAIR_UNDER_ATTACK = 3
ATTACK = 50
PER_ADDRESS, PER_NEIGHBOURHOOD = 50, 200
CODES_PER_ACCOUNT, CODES_PER_DEVICE = 20, 10


@dataclass
class Attempt:
    """`wait` is how many seconds until one is looked at; `last` the last one that was allowed."""

    account: str
    address: str | None
    counted: list[str]
    wait: int
    last: bool

    @property
    def is_refused(self) -> bool:
        return self.wait > 0

    def was_right(self) -> None:
        Counter.objects.give_back(self.counted)

    @property
    def wait_in_words(self) -> str:
        minutes = -(-self.wait // 60)
        return "a minute" if minutes == 1 else f"{minutes} minutes"


def account_of(name: str) -> str:
    """A digest that is the same for every way to write a name; no name is kept."""
    return _digest("account", unicodedata.normalize("NFKC", name).casefold())


def password_attempt(request: HttpRequest, name: str) -> Attempt:
    """Count a password that is about to be looked at."""
    account, address = account_of(name), client_address(request)
    device = known_device(request, account)
    allowances = _device(account, device) if device else _stranger(account, address)
    return _attempt(account, address, allowances)


def code_attempt(request: HttpRequest, name: str) -> Attempt:
    """Count a code of the second step that is about to be looked at."""
    account, address = account_of(name), client_address(request)
    device = known_device(request, account)
    if device:
        subject = _digest("code-device", f"{account} {device}")
        allowances = [Allowance(subject, CODES_PER_DEVICE, QUARTER)]
    else:
        subject = _digest("code-account", account)
        allowances = [Allowance(subject, CODES_PER_ACCOUNT, HOUR)]
    return _attempt(account, address, allowances)


def _attempt(account: str, address: str | None, allowances: list[Allowance]) -> Attempt:
    wait, last = Counter.objects.take(allowances)
    Counter.objects.sweep()
    return Attempt(account, address, [each.subject for each in allowances], wait, last)


def _device(account: str, device: str) -> list[Allowance]:
    return [Allowance(_digest("device", f"{account} {device}"), PER_DEVICE, QUARTER)]


def _stranger(account: str, address: str | None) -> list[Allowance]:
    visitor, neighbourhood = networks(address)
    total = Allowance(account, None, DAY)
    attacked = Counter.objects.counts([account]).get(account, 0) >= ATTACK
    limit, seconds = (PER_PAIR_UNDER_ATTACK, HOUR) if attacked else (PER_PAIR, QUARTER)
    found = [
        total,
        Allowance(_digest("pair", f"{account} {visitor}"), limit, seconds),
        Allowance(_digest("address", visitor), PER_ADDRESS, HOUR),
    ]
    if neighbourhood != visitor:
        found.append(Allowance(_digest("network", neighbourhood), PER_NEIGHBOURHOOD, HOUR))
    return found


def _digest(scope: str, subject: str) -> str:
    salt = f"ldnsite.signing_in.{scope}"
    digest = salted_hmac(salt, subject, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
    return f"{scope}:{digest[:48]}"
