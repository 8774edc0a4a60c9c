"""Rows in an order that people give: credits of a story, its photos, the stories of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a small integer holds on every database.
LAST_PLACE = 32767


def order_field(help_text: StrOrPromise | None = None) -> models.PositiveSmallIntegerField[Any, Any]:
    """The field; a model that has it fills an empty one in its `save`."""
    return models.PositiveSmallIntegerField(
        _("order"),
        blank=True,
        validators=[MaxValueValidator(LAST_PLACE)],
        help_text=help_text or _("Left empty, it comes last."),
    )


def after_last(siblings: models.Manager[Any]) -> int:
    """The order that comes after all of `siblings`, as far as the column reaches."""
    return min((siblings.aggregate(last=models.Max("order"))["last"] or 0) + 1, LAST_PLACE)
