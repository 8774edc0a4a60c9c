"""Django's admin behind a limit on wrong passwords, a second factor, and a password of one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView, redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from newsroom.login import gate, records, views
from newsroom.login.forms import LoginForm, OwnPasswordForm
from newsroom.login.throttle import LockedOut
from people.models import User
from policy.json import SIGNED_OUT, asks_for_json, error

Page = Callable[[HttpRequest, AdminSite], HttpResponse]


class GuardedSite(AdminSite):
    """Every page asks `has_permission`, which is refused until nothing is owed.

    Who still owes a step is sent by the login page to that step; it and the way out are open, nothing else.
    """

    login_form = LoginForm
    password_change_template = "admin/login/password_change.html"  # noqa: S105 - a template.

    def has_permission(self, request: HttpRequest) -> bool:
        return self.knows(request) and gate.next_step(request) is None

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A script is told with a 401 that its session is over, where a person is led to the login."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if asks_for_json(request) and not self.has_permission(request):
                return error(str(SIGNED_OUT), status=401)
            return guarded(request, *args, **kwargs)

        return answer

    def knows(self, request: HttpRequest) -> bool:
        """Whether a password of the staff was given; by itself it opens nothing."""
        return super().has_permission(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        return context | {"is_nav_sidebar_enabled": self.enable_nav_sidebar and context["has_permission"]}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Nothing is listed for who has not come in: the page of the login asks too."""
        return super().get_app_list(request, app_label) if self.has_permission(request) else []

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Our own pages first: they stand before Django's of the same address."""
        own: list[URLResolver | URLPattern] = [
            path("logout/", self.logout, name="logout"),
            path(
                "password_change/",
                self.open_for(gate.CHANGE_PASSWORD, lambda request, _site: self.password_change(request)),
                name="password_change",
            ),
            path("second-factor/", self.admin_view(self._bound(views.overview)), name="second_factor"),
            path(
                "second-factor/enrol/",
                self.open_for(gate.ENROL, views.enrol),
                name=gate.ENROL,
            ),
            path(
                "second-factor/verify/",
                self.open_for(gate.VERIFY, views.verify),
                name=gate.VERIFY,
            ),
        ]
        return own + super().get_urls()

    def _bound(self, page: Page) -> Callable[[HttpRequest], HttpResponse]:
        return lambda request: page(request, self)

    def open_for(self, step: str, page: Page) -> Callable[[HttpRequest], HttpResponse]:
        """A page for who owes this very step, and for who owes nothing."""

        def view(request: HttpRequest) -> HttpResponse:
            if self.knows(request) and gate.next_step(request) in (None, step):
                return page(request, self)
            return redirect_to_login(request.get_full_path(), reverse("admin:login", current_app=self.name))

        return sensitive_post_parameters()(csrf_protect(never_cache(view)))

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and self.knows(request) and (step := gate.next_step(request)):
            address = reverse(f"admin:{step}", current_app=self.name)
            return redirect(f"{address}?{urlencode({'next': views.after(request)})}")
        try:
            return super().login(request, extra_context)
        except LockedOut as locked:
            return views.locked_out(request, self, locked)

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "POST" and isinstance(request.user, User):
            records.signed_out(request.user)
        return super().logout(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django's page; who had to come here goes on to where they were going."""
        done = reverse("admin:password_change_done", current_app=self.name)
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=views.after(request) if "next" in request.GET else done,
            template_name=self.password_change_template,
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)  # type: ignore[return-value]  # Or the redirect after it.
