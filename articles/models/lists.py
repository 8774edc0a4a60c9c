"""What a member of staff keeps of the list of stories: filtered lists by name, and the columns shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.ordering import after_last, order_field

LONGEST_QUERY = 2000


class SavedList(models.Model):
    """A filtered list that a person found useful, under a name of their own. Nobody else sees it.

    `query` is only a way of asking: what it finds is judged by the policy each time it is asked.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="saved_lists",
    )
    name = models.CharField(_("name"), max_length=30)
    query = models.CharField(_("filters"), max_length=LONGEST_QUERY, blank=True, editable=False)
    order = order_field()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_list_is_named_once_a_person"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.order is None:
            self.order = after_last(self.user.saved_lists)
        super().save(*args, **kwargs)


class ListColumns(models.Model):
    """The columns that a person has chosen for the list of stories, in their order."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="list_columns",
    )
    columns = models.JSONField(_("columns"), default=list)

    class Meta:
        verbose_name = _("columns of a list")
        verbose_name_plural = _("columns of lists")

    def __str__(self) -> str:
        return "、".join(self.columns)
