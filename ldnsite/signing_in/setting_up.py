"""The desk's page “Second step”: set it up, renew the recovery codes, take it away."""

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in import second_step
from ldnsite.signing_in.addresses import client_address
from ldnsite.signing_in.forms import AppForm, CodeForm, OwnPasswordForm
from ldnsite.signing_in.sessions import end_sessions
from ldnsite.signing_in.views import WAITING_SECONDS, answered, complete, waiting

KEY, PASSWORD_HOLDS = "second_step_key", "password_holds_until"


def second_step_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Set up where there is none, and else what can be done with it.

    Open to whoever is signed in, and to whoever was held at the second step because the site
    requires one that they have not got.
    """
    found = waiting(request)
    if found:
        person = found[0]
    elif request.user.is_authenticated and request.user.is_active and request.user.is_staff:
        person = request.user
    else:
        return HttpResponseRedirect(reverse("admin:login"))
    context = context | {
        "title": "Second step of signing in",
        "is_required": second_step.is_required(person),
        "goal": found[1] if found else reverse("admin:index"),
    }
    if not second_step.has_second_step(person):
        # Whoever waits gave the password in this very session, as long ago at most.
        if found or request.session.get(PASSWORD_HOLDS, 0) > time.time():
            return _set_up(request, person, context, is_waiting=bool(found))
        return _ask_password(request, person, context)
    if not getattr(request.user, "otp_device", None):
        return HttpResponseRedirect(reverse("admin:login_code" if found else "admin:login"))
    return _look_after(request, person, context)


def _ask_password(
    request: HttpRequest, person: AbstractUser, context: dict[str, Any]
) -> HttpResponse:
    """Before the key is shown at all: whoever has seen it has the second step as well.

    A page of its own, so that a wrong code later costs no password typed again.
    """
    # A code that came too late is no password.
    posted = request.POST if "password" in request.POST else None
    form = OwnPasswordForm(posted, request=request, user=person)
    if form.is_valid():
        request.session[PASSWORD_HOLDS] = time.time() + WAITING_SECONDS
        return HttpResponseRedirect(reverse("admin:second_step"))
    context = context | {"form": form}
    return answered(TemplateResponse(request, "admin/signing_in/password.html", context), form)


def _set_up(
    request: HttpRequest, person: AbstractUser, context: dict[str, Any], *, is_waiting: bool
) -> HttpResponse:
    offer = second_step.Offer(person, request.session.setdefault(KEY, second_step.new_key()))
    form = AppForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        accepted = offer.accept(form.cleaned_data["code"])
        if accepted:
            device, codes = accepted
            for name in (KEY, PASSWORD_HOLDS):
                request.session.pop(name, None)
            _record(request, person, Event.SECOND_STEP_ON)
            shown = _codes_page(request, context, codes)
            if is_waiting:
                return complete(request, person, device, shown)
            request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
            # Elsewhere the password alone opened the desk.
            end_sessions(person, keep=request.session.session_key)
            return shown
        form.add_error(
            "code",
            "This is not the code for the drawing on this page. Wait for the next one; if that "
            "fails too, look whether the clock of your telephone is right.",
        )
    context = context | {"form": form, "offer": offer}
    return TemplateResponse(request, "admin/signing_in/set_up.html", context)


def _codes_page(
    request: HttpRequest, context: dict[str, Any], codes: list[str]
) -> TemplateResponse:
    context = context | {"title": "Recovery codes", "codes": codes}
    return TemplateResponse(request, "admin/signing_in/codes.html", context)


def _look_after(
    request: HttpRequest, person: AbstractUser, context: dict[str, Any]
) -> HttpResponse:
    form = CodeForm(
        request.POST if request.method == "POST" else None, request=request, person=person
    )
    if form.is_valid():
        if "take_away" not in request.POST:
            codes = second_step.renew_recovery_codes(person)
            _record(request, person, Event.RECOVERY_RENEWED)
            return _codes_page(request, context, codes)
        # Where the site requires one, this session opens no more than the page to set it up anew.
        second_step.take_away(person)
        _record(request, person, Event.SECOND_STEP_OFF, "by its owner")
        messages.success(request, "The second step is taken away. Set up a new one below.")
        return HttpResponseRedirect(reverse("admin:second_step"))
    context = context | {"form": form, "left": second_step.recovery_codes_left(person)}
    page = TemplateResponse(request, "admin/signing_in/second_step.html", context)
    return answered(page, form)


def _record(request: HttpRequest, person: AbstractUser, event: Event, about: str = "") -> None:
    AuditEntry.objects.record(event, person=person, address=client_address(request), about=about)
