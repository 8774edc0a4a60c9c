"""Addresses: the staff site under /admin/, private links under /filing/, everything else is the readers'."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("admin/language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("filing/", include("filing.urls")),
    path("", include("reader.urls")),
]
