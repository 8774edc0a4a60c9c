"""The project as an app: the staff site, and the roles that follow the policy table."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        import newsroom.bin  # noqa: F401  # Registers its page, whose model is of another room.
        from newsroom.login import gate

        post_migrate.connect(keep_roles_true, sender=self)
        post_migrate.connect(keep_stages, sender=self)
        user_logged_in.connect(gate.note_login)


class StaffSiteConfig(AdminConfig):
    default_site = "newsroom.staff.StaffSite"


def keep_roles_true(sender: AppConfig, **kwargs: Any) -> None:
    """After every migration give each role's group exactly the permissions of the policy table."""
    from policy.groups import sync_roles

    sync_roles(using=kwargs["using"])


def keep_stages(sender: AppConfig, **kwargs: Any) -> None:
    """A paper that has set no review stages has the three of a daily: without any, nothing is signed off."""
    from articles.review import make_usual_stages

    # On the way back to before there were stages their table is gone.
    if kwargs.get("apps", apps).all_models["articles"].get("reviewstage"):
        make_usual_stages(using=kwargs["using"])
