"""Browsers at the login: at an address of their own, with the cookies that they were given."""

import time

from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django_otp.oath import TOTP

from ldnsite.signing_in.models import Counter
from ldnsite.signing_in.second_step import new_key, renew_recovery_codes

LOGIN = "/admin/login/"
CODE = "/admin/login/code/"
SECOND_STEP = "/admin/second-step/"
PASSWORD = "a long password"


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is worked on: the time that an answer takes."""

    count = 0

    def encode(self, password, salt):
        CountingHasher.count += 1
        return super().encode(password, salt)


def browser(address="192.0.2.1", **headers):
    return Client(REMOTE_ADDR=address, **headers)


def sign_in(visitor, name="editor", password=PASSWORD, **fields):
    return visitor.post(LOGIN, {"username": name, "password": password, **fields})


def give_password(visitor, password=PASSWORD):
    """Asked of whoever is signed in, before the second step is set up."""
    return visitor.post(SECOND_STEP, {"password": password})


def is_signed_in(visitor):
    return visitor.get("/admin/").status_code == 200


def guess(visitor, times, name="editor"):
    """Wrong passwords; the last answer."""
    for number in range(times):
        response = sign_in(visitor, name, f"guess {number}")
    return response


def let_time_pass(scope=""):
    """As though the counters had ended."""
    Counter.objects.filter(subject__startswith=scope).update(ends_at="2020-01-01T00:00Z")


def code_of(device, ahead=0):
    """What the app shows, `ahead` steps of half a minute from now."""
    app = TOTP(device.bin_key, device.step, device.t0, device.digits)
    app.time = time.time() + ahead * device.step
    return f"{app.token():06d}"


def give_second_step(person):
    """An app with a known key; the device and the recovery codes."""
    device = person.totpdevice_set.create(name="app", key=new_key(), confirmed=True)
    return device, renew_recovery_codes(person)
