"""The editors' desk behind its door: throttled, with a second step where one is wanted."""

from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from articles.desk import Desk
from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.addresses import client_address
from ldnsite.signing_in.second_step import is_passed
from ldnsite.signing_in.setting_up import second_step_page
from ldnsite.signing_in.views import ChangePassword, SignIn, enter_code

guarded = [never_cache, csrf_protect, sensitive_post_parameters()]


class GuardedDesk(Desk):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and is_passed(request)

    def get_urls(self) -> list:
        own = [
            path("login/code/", self.enter_code, name="login_code"),
            path("second-step/", self.second_step, name="second_step"),
        ]
        return [*own, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if request.user.has_perm("auditing.view_auditentry"):
            context["last_backup"] = AuditEntry.objects.last_backup()
        return super().index(request, context)

    @method_decorator([never_cache, login_not_required])
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own view, with this project's way to sign in."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.each_context(request) | {
            "title": "Log in",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        return SignIn.as_view(extra_context=context | (extra_context or {}))(request)

    @method_decorator([*guarded, login_not_required])
    def enter_code(self, request: HttpRequest) -> HttpResponse:
        return enter_code(request, self.each_context(request))

    @method_decorator([*guarded, login_not_required])
    def second_step(self, request: HttpRequest) -> HttpResponse:
        return second_step_page(request, self.each_context(request))

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            AuditEntry.objects.record(
                Event.SIGNED_OUT, person=request.user, address=client_address(request)
            )
        return super().logout(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own view, with this project's form."""
        request.current_app = self.name
        context = self.each_context(request) | (extra_context or {})
        return ChangePassword.as_view(extra_context=context)(request)
