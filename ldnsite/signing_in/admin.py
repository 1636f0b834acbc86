"""Accounts, with what signing in adds to them; the keys of second steps are nobody's to read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.people import PeopleAdmin
from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.addresses import client_address
from ldnsite.signing_in.sessions import end_sessions

admin.site.unregister([StaticDevice, TOTPDevice, User])


@admin.register(User)
class AccountAdmin(PeopleAdmin):
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not obj.is_active and "is_active" in form.changed_data:
            end_sessions(obj)
            self._record(request, Event.ACCOUNT_CLOSED, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            self._record(request, Event.PASSWORD_CHANGED, self.get_object(request, id))
        return response

    def _record(self, request: HttpRequest, event: Event, about: User) -> None:
        AuditEntry.objects.record(
            event,
            person=request.user,
            address=client_address(request),
            about=f"the account {about.get_username()}",
        )
