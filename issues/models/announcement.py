"""What is told to the world outside at the moment of a release."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from issues.models.issue import Issue


class Announcement(models.Model):
    """One letter or one call to an address outside, owed when its issue or its story appears.

    Made with the schedule, in its transaction; sent by an optional worker after the time, once. Readers do
    not depend on it.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("e-mail")
        HOOK = "hook", _("web hook")

    issue = models.ForeignKey(
        Issue, verbose_name=_("issue"), null=True, on_delete=models.CASCADE, related_name="announcements"
    )
    article = models.ForeignKey(
        Article, verbose_name=_("story"), null=True, on_delete=models.CASCADE, related_name="announcements"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    target = models.CharField(_("to"), max_length=300)
    # Sent with a call, so that who is called knows it again.
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    begun_at = models.DateTimeField(_("begun at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=Q(issue=None, article__isnull=False) | Q(issue__isnull=False, article=None),
                name="announcement_is_of_an_issue_or_a_story",
            ),
            models.UniqueConstraint(
                fields=["issue", "kind", "target"], name="issue_is_announced_once_to_each"
            ),
            models.UniqueConstraint(
                fields=["article", "kind", "target"], name="story_is_announced_once_to_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue or self.article_id} {self.get_kind_display()}"
