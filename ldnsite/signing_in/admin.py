"""Accounts, with what signing in adds to them; the keys of second steps are nobody's to read."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.people import PeopleAdmin
from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in import accounts, second_step
from ldnsite.signing_in.addresses import client_address
from ldnsite.signing_in.sessions import end_sessions

admin.site.unregister([StaticDevice, TOTPDevice, User])


@admin.register(User)
class AccountAdmin(PeopleAdmin):
    change_form_template = "admin/signing_in/account.html"
    list_display = [*PeopleAdmin.list_display, "second_step_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        confirmed = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_second_step=Exists(confirmed))

    @admin.display(boolean=True, description="second step")
    def second_step_on(self, person: User) -> bool:
        return person.has_second_step

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = User.objects.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if change and not obj.is_active and "is_active" in form.changed_data:
            end_sessions(obj)
        for event, words in accounts.changes(before, obj):
            self._record(request, event, before or obj, words)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = accounts.given(form.instance)
        super().save_related(request, form, formsets, change)
        for event, words in accounts.changes_given(before, accounts.given(form.instance)):
            self._record(request, event, form.instance, words)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Nobody changes their own here, where the old one is not asked for: a stolen session has
        not got that."""
        if self.get_object(request, unquote(id)) == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            person = self.get_object(request, id)
            words = "" if person.has_usable_password() else "taken away"
            self._record(request, Event.PASSWORD_CHANGED, person, words)
        return response

    def get_urls(self) -> list:
        own = path(
            "<int:object_id>/second-step/",
            self.admin_site.admin_view(self.second_step_view),
            name="auth_user_second_step",
        )
        return [own, *super().get_urls()]

    def second_step_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The way back in for somebody who lost the telephone and the recovery codes.

        Nobody takes their own away here: that page asks for a code, which a stolen session has not
        got.
        """
        person = self.get_object(request, str(object_id))
        if person is None and self.has_change_permission(request):
            raise Http404("no such account")
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person == request.user:
            return HttpResponseRedirect(reverse("admin:second_step"))
        if request.method == "POST":
            self._take_away(request, person)
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
        context = self.admin_site.each_context(request) | {
            "title": f"Second step of {person}",
            "person": person,
            "is_required": second_step.is_required(person),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/signing_in/account_second_step.html", context)

    @transaction.atomic
    def _take_away(self, request: HttpRequest, person: User) -> None:
        if not second_step.take_away(person):
            messages.info(request, f"{person} has no second step; nothing was changed.")
            return
        end_sessions(person)
        self._record(request, Event.SECOND_STEP_OFF, person, "by an administrator")
        self.log_change(request, person, "Took the second step away.")
        messages.success(
            request, f"The second step of {person} is taken away, and every session is ended."
        )

    def _record(self, request: HttpRequest, event: Event, about: User, words: str = "") -> None:
        account = f"the account {about.get_username()}"
        AuditEntry.objects.record(
            event,
            person=request.user,
            address=client_address(request),
            about=f"{account}: {words}" if words else account,
        )
