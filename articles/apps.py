"""The app's name in the admin."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories and photos")

    def ready(self) -> None:
        from articles import deletions
        from articles.revisions import checking
        from articles.search import receivers
        from audit import verify
        from audit.bin import when_purged, when_undone

        verify.CHECKS.append(checking.revisions_are_kept)
        verify.SLOW_CHECKS.append(checking.stories_are_recorded)
        when_undone(deletions.came_back)
        when_purged(deletions.is_gone_for_good)
        receivers.connect(self)
