"""The forms of signing in; what is refused is told in the same words for every name."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.second_step import device_for, recovery_codes_left
from ldnsite.signing_in.throttle import Attempt, code_attempt, password_attempt

# Longer than any password; what is longer would only be work for the server.
MAX_PASSWORD = 1000


class Held(ValidationError):
    """Too many attempts: nothing was looked at, right or wrong."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(
            "Too many attempts. This one was not looked at; try again in "
            f"{attempt.wait_in_words}. A browser that you signed in with before, or another "
            "connection, still gets you in.",
            code="held",
        )


class SignInForm(AdminAuthenticationForm):
    """Django's own, which takes the same time for every name, behind the counters."""

    attempt: Attempt | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].validators.append(MaxLengthValidator(MAX_PASSWORD))

    def clean(self) -> dict[str, Any]:
        name, password = (self.cleaned_data.get(field) for field in ("username", "password"))
        if not (name and password):
            return self.cleaned_data
        self.attempt = password_attempt(self.request, name)
        if self.attempt.is_refused:
            raise Held(self.attempt)
        try:
            cleaned = super().clean()
        except ValidationError:
            self._tell_failure(self.attempt, name)
            raise
        self.attempt.was_right()
        return cleaned

    def _tell_failure(self, attempt: Attempt, name: str) -> None:
        # Asked for the log alone, and of every name alike.
        person = get_user_model().objects.filter(username=name).first()
        events = [Event.SIGN_IN_FAILED, *([Event.SIGN_IN_HELD] if attempt.last else [])]
        for event in events:
            AuditEntry.objects.record(event, person=person, address=attempt.address)


class CodeForm(forms.Form):
    """A code of the app, or a recovery code; `device` is what accepted it."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}
        ),
        help_text="Six figures from your app, or one of your recovery codes.",
    )
    attempt: Attempt | None = None
    device: Device | None = None

    def __init__(self, *args: Any, request: HttpRequest, person: AbstractUser, **options: Any):
        super().__init__(*args, **options)
        self.request, self.person = request, person

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.attempt = code_attempt(self.request, self.person.get_username())
        if self.attempt.is_refused:
            raise Held(self.attempt)
        self.device = device_for(self.person, code)
        if self.device is None:
            events = [Event.CODE_FAILED, *([Event.CODE_HELD] if self.attempt.last else [])]
            for event in events:
                AuditEntry.objects.record(event, person=self.person, address=self.attempt.address)
            raise ValidationError(
                "This code is not right, or was used already. Wait for the next one in your app "
                "and try that; a recovery code works once."
            )
        self.attempt.was_right()
        if isinstance(self.device, StaticDevice):
            left = f"{recovery_codes_left(self.person)} left"
            AuditEntry.objects.record(
                Event.RECOVERY_USED, person=self.person, address=self.attempt.address, about=left
            )
        return code


class AppForm(forms.Form):
    """The first code that a newly set up app shows."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="The six figures that the app shows now.",
    )
