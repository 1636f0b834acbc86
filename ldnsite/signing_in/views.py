"""Signing in, in one step or two.

Until the second step is done nobody is signed in: the session only remembers, for a few minutes,
whose password was right.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.crypto import constant_time_compare
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.addresses import client_address
from ldnsite.signing_in.devices import remember_device
from ldnsite.signing_in.forms import ChangePasswordForm, CodeForm, SignInForm
from ldnsite.signing_in.second_step import has_second_step, is_wanted
from ldnsite.signing_in.throttle import account_of

WAITING = "half_signed_in"
# To find the telephone, or to set up an app for the first time.
WAITING_SECONDS = 15 * 60


class SignIn(LoginView):
    """Name and password; on to the second step where the account has one or needs one."""

    authentication_form = SignInForm
    template_name = "admin/login.html"
    next_page = "admin:index"

    def form_valid(self, form: SignInForm) -> HttpResponse:
        person = form.get_user()
        if not is_wanted(person):
            return complete(
                self.request, person, None, HttpResponseRedirect(self.get_success_url())
            )
        wait_for_second_step(self.request, person, self.get_success_url())
        step = "admin:login_code" if has_second_step(person) else "admin:second_step"
        return HttpResponseRedirect(reverse(step))

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return answered(super().form_invalid(form), form)


class ChangePassword(PasswordChangeView):
    """Of whoever is signed in and knows the old one."""

    form_class = ChangePasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        AuditEntry.objects.record(
            Event.PASSWORD_CHANGED, person=form.user, address=client_address(self.request)
        )
        return response

    def form_invalid(self, form: ChangePasswordForm) -> HttpResponse:
        return answered(super().form_invalid(form), form)


def answered(response: HttpResponse, form: Any) -> HttpResponse:
    """429 where the attempt was not looked at."""
    if form.attempt and form.attempt.is_refused:
        response.status_code = 429
        response["Retry-After"] = str(form.attempt.wait)
    return response


def wait_for_second_step(request: HttpRequest, person: AbstractUser, goal: str) -> None:
    """Remember whose password was right, in a session that holds nothing else."""
    request.session.flush()
    request.session[WAITING] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "until": time.time() + WAITING_SECONDS,
        "goal": goal,
    }


def waiting(request: HttpRequest) -> tuple[AbstractUser, str] | None:
    """Who is between the two steps and where they wanted to go; the password still has to hold."""
    told = request.session.get(WAITING)
    if not told or told["until"] < time.time():
        return None
    person = get_user_model().objects.filter(pk=told["person"], is_active=True).first()
    if person is None or not person.is_staff:
        return None
    same = constant_time_compare(told["password"], person.get_session_auth_hash())
    return (person, told["goal"]) if same else None


def complete(
    request: HttpRequest, person: AbstractUser, device: Device | None, response: HttpResponse
) -> HttpResponse:
    """Sign in, with this browser known from now on, and go on with the response."""
    request.session.pop(WAITING, None)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if device:
        request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    AuditEntry.objects.record(
        Event.SIGNED_IN,
        person=person,
        address=client_address(request),
        about=f"second step: {device.name}" if device else "password alone",
    )
    AuditEntry.objects.forget_old()
    remember_device(request, response, account_of(person.get_username()))
    return response


def enter_code(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The second step: the code, of whoever gave a right password just now."""
    found = waiting(request)
    if found is None:
        return HttpResponseRedirect(reverse("admin:login"))
    person, goal = found
    if not has_second_step(person):
        return HttpResponseRedirect(reverse("admin:second_step"))
    posted = request.POST if request.method == "POST" else None
    form = CodeForm(posted, request=request, person=person)
    if form.is_valid():
        return complete(request, person, form.device, HttpResponseRedirect(goal))
    context = context | {"title": "Second step", "subtitle": None, "form": form}
    return answered(TemplateResponse(request, "admin/signing_in/code.html", context), form)
