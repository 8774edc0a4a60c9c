"""The app's name in the admin."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories and photos")

    def ready(self) -> None:
        from articles import deletions
        from audit import bin

        bin.when_undone(deletions.came_back)
        bin.when_purged(deletions.is_gone_for_good)
