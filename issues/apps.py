"""The app's name in the admin."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    name = "issues"
    verbose_name = _("Issues and pages")

    def ready(self) -> None:
        from audit.bin import before_undone, when_undone
        from issues import deletions
        from issues.renditions import receivers  # noqa: F401 - They connect themselves.

        before_undone(deletions.come_back)
        when_undone(deletions.came_back)
