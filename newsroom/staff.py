"""The staff site: Django's admin with the paper's name on it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class StaffSite(AdminSite):
    site_title = _("newsroom")
    index_title = _("My desk")

    @property
    def site_header(self) -> str:  # type: ignore[override]
        return f"{settings.PAPER_NAME} {_('newsroom')}"

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        return super().each_context(request) | {"languages": settings.LANGUAGES}
