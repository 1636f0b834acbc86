"""The forms of signing in; what is refused is told in the same words for every name."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.second_step import device_for, recovery_codes_left
from ldnsite.signing_in.throttle import Attempt, code_attempt, password_attempt

# Longer than any password; what is longer would only be work for the server.
MAX_PASSWORD = 1000
OTHER_WAYS_IN = (
    " A browser that you signed in with before, or another connection, still gets you in."
)


class Held(ValidationError):
    """Too many attempts: nothing was looked at, right or wrong."""

    def __init__(self, attempt: Attempt, advice: str = OTHER_WAYS_IN) -> None:
        super().__init__(
            "Too many attempts. This one was not looked at; try again in "
            f"{attempt.wait_in_words}.{advice}",
            code="held",
        )


def tell_failure(
    attempt: Attempt,
    person: AbstractUser | None,
    events: tuple[Event, Event] = (Event.SIGN_IN_FAILED, Event.SIGN_IN_HELD),
    about: str = "",
) -> None:
    """Log a guess, and that no more are looked at where it was the last; `events` name the two."""
    for event in events if attempt.last else events[:1]:
        AuditEntry.objects.record(event, person=person, address=attempt.address, about=about)


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
            # Asked for the log alone, and of every name alike.
            tell_failure(self.attempt, get_user_model().objects.filter(username=name).first())
            raise
        self.attempt.was_right()
        return cleaned


class AskedAgain(forms.Form):
    """A form in which somebody who is signed in gives the password that they have.

    A stolen session, or a computer left unlocked, has all but that. So guesses count among those at
    the login, and are told in the log with the `purpose`.
    """

    request: HttpRequest
    user: AbstractUser
    attempt: Attempt | None = None
    purpose: str
    refusal: str

    @sensitive_variables("password")
    def look_at(self, password: str) -> None:
        """Raise ValidationError where it is wrong, and Held where it is one too many."""
        self.attempt = password_attempt(self.request, self.user.get_username())
        if self.attempt.is_refused:
            raise Held(self.attempt, advice="")
        if not self.user.check_password(password):
            tell_failure(self.attempt, self.user, about=self.purpose)
            raise ValidationError(self.refusal, code="password_incorrect")
        self.attempt.was_right()


class ChangePasswordForm(AskedAgain, AdminPasswordChangeForm):
    """Django's own, with the old password behind the counters."""

    purpose = "old password, to change it"
    refusal = AdminPasswordChangeForm.error_messages["password_incorrect"]

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.fields["old_password"].validators.append(MaxLengthValidator(MAX_PASSWORD))

    def clean_old_password(self) -> str:
        self.look_at(self.cleaned_data["old_password"])
        return self.cleaned_data["old_password"]


class OwnPasswordForm(AskedAgain):
    """Asked before the page that sets up the second step."""

    purpose = "password, to set up the second step"
    refusal = "This is not your password. Look whether Caps Lock is on, and enter it again."
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=MAX_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        help_text="The one with which you sign in.",
    )

    def __init__(self, *args: Any, request: HttpRequest, user: AbstractUser, **options: Any):
        super().__init__(*args, **options)
        self.request, self.user = request, user

    def clean_password(self) -> str:
        self.look_at(self.cleaned_data["password"])
        return self.cleaned_data["password"]


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
            tell_failure(self.attempt, self.person, (Event.CODE_FAILED, Event.CODE_HELD))
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
