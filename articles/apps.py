"""The app's name in the admin."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories and photos")

    def ready(self) -> None:
        from articles import deletions
        from audit.bin import when_purged, when_undone

        when_undone(deletions.came_back)
        when_purged(deletions.is_gone_for_good)
