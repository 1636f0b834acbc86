"""The second step of signing in: a code from an app, or a recovery code that is used once.

django-otp keeps the keys and compares the codes. How often somebody may try is `throttle`'s, whose
bounds cannot be used to shut an editor out; django-otp's own are off.
"""

from base64 import b32encode
from binascii import unhexlify
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

APP, RECOVERY = "app", "recovery codes"
RECOVERY_CODES = 10
# No letter or figure that is taken for another; about 50 bits.
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 10


def has_second_step(person: AbstractUser) -> bool:
    return TOTPDevice.objects.devices_for_user(person, confirmed=True).exists()


def is_required(person: AbstractUser) -> bool:
    """Whether `REQUIRE_SECOND_FACTOR` asks it of this account: of all, or of some roles.

    A superuser may more than any role, so a requirement for any of them holds for superusers.
    """
    wanted = settings.REQUIRE_SECOND_FACTOR
    if wanted is True or (wanted and person.is_superuser):
        return True
    return bool(wanted) and person.groups.filter(name__in=wanted).exists()


def is_wanted(person: AbstractUser) -> bool:
    """Whether the password alone is not enough."""
    return has_second_step(person) or is_required(person)


def is_passed(request: HttpRequest) -> bool:
    """Whether this session may use the desk as far as the second step is concerned."""
    if getattr(request.user, "otp_device", None):
        return True
    if not hasattr(request, "second_step_wanted"):
        request.second_step_wanted = is_wanted(request.user)
    return not request.second_step_wanted


def device_for(person: AbstractUser, code: str) -> Device | None:
    """The person's device that accepts this code, which is used up by it."""
    code = tidy(code)
    kind = TOTPDevice if code.isdecimal() else StaticDevice
    for device in kind.objects.devices_for_user(person, confirmed=True):
        accepted = verify_token(person, device.persistent_id, code)
        if accepted:
            return accepted
    return None


def tidy(code: str) -> str:
    """A code without the spaces and hyphens that make it easier to read."""
    return "".join(code.split()).replace("-", "").lower()


def new_key() -> str:
    return TOTPDevice._meta.get_field("key").get_default()


class Offer:
    """A key that an app is asked to take over; nothing is stored until it has answered."""

    def __init__(self, person: AbstractUser, key: str) -> None:
        self.device = TOTPDevice(user=person, name=APP, key=key)

    @property
    def drawing(self) -> dict[str, Any]:
        """The address for the app as a QR code: the `size` of the square, and its `path` in SVG."""
        rows = [list(row) for row in segno.make(self.device.config_url, error="m").matrix_iter()]
        dark = (
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, is_dark in enumerate(row)
            if is_dark
        )
        return {"size": len(rows), "path": "".join(dark)}

    @property
    def key_in_groups(self) -> str:
        """For whoever cannot point a camera at the drawing."""
        key = b32encode(unhexlify(self.device.key)).decode()
        return " ".join(key[start : start + 4] for start in range(0, len(key), 4))

    @transaction.atomic
    def accept(self, code: str) -> tuple[Device, list[str]] | None:
        """Store the key if the app shows the right code: the device, and recovery codes once."""
        person = self.device.user
        # One after another: of two pages that are open, the later answer replaces the earlier.
        get_user_model().objects.select_for_update().get(pk=person.pk)
        self.device.save()
        if not self.device.verify_token(tidy(code)):
            self.device.delete()
            return None
        TOTPDevice.objects.devices_for_user(person).exclude(pk=self.device.pk).delete()
        return self.device, renew_recovery_codes(person)


@transaction.atomic
def renew_recovery_codes(person: AbstractUser) -> list[str]:
    """New recovery codes in place of the old ones; they are shown now and never again."""
    StaticDevice.objects.devices_for_user(person).delete()
    device = StaticDevice.objects.create(user=person, name=RECOVERY)
    codes = [get_random_string(RECOVERY_LENGTH, RECOVERY_ALPHABET) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    half = RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def recovery_codes_left(person: AbstractUser) -> int:
    return StaticToken.objects.filter(device__user=person).count()


@transaction.atomic
def take_away(person: AbstractUser) -> bool:
    """Leave the account with its password alone; False where it had no more than that."""
    had = has_second_step(person)
    TOTPDevice.objects.devices_for_user(person).delete()
    StaticDevice.objects.devices_for_user(person).delete()
    return had
