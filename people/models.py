"""WHO: the people who report for the paper, and the units they write from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.names import normalise_name
from towns.models import County, Town


class User(AbstractUser):
    """An account of the staff site. Its roles are its groups: see `newsroom.policy`."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]  # The stubs know plain strings only.
        verbose_name_plural = _("accounts")  # type: ignore[assignment]  # As above.

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Family name first, without a space: 赵敏."""
        return f"{self.last_name}{self.first_name}".strip()

    @property
    def choice_label(self) -> str:
        return f"{self}（{self.username}）"


class Unit(models.Model):
    """Where a person writes from: a desk of the paper, a town office, a county media centre."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    county = models.ForeignKey(
        County,
        verbose_name=_("county"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="units",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """One who is credited in the paper. Two people may share a name, in another unit or town."""

    class Kind(models.TextChoices):
        REPORTER = "reporter", _("reporter")
        CORRESPONDENT = "correspondent", _("correspondent")
        CONTRIBUTOR = "contributor", _("other contributor")

    # The kind that a proxy is about; the model itself has people of every kind.
    only_kind: ClassVar[Kind | None] = None

    name = models.CharField(
        _("name"), max_length=60, db_index=True, help_text=_("Padding is taken out: 王　燕 is kept as 王燕.")
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind,
        default=Kind.CORRESPONDENT,
        help_text=_("Reporters are on the paper's staff; correspondents write from a town or a unit."),
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    town = models.ForeignKey(
        Town, verbose_name=_("town"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("The account this person files with, if any."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                "name",
                "kind",
                Coalesce("unit", Value(0)),
                Coalesce("town", Value(0)),
                name="person_is_told_apart_by_unit_or_town",
                violation_error_message=_(
                    "A person of this name and kind is already there. "
                    "If this is another one, give a unit or a town."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._settle()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("person", kwargs={"pk": self.pk})

    def clean(self) -> None:
        self._settle()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """The proxies' forms do not ask for the kind, but it is part of what tells people apart."""
        super().validate_constraints(exclude=set(exclude or ()) - ({"kind"} if self.only_kind else set()))

    def _settle(self) -> None:
        self.name = normalise_name(self.name)
        self.kind = self.only_kind or self.kind

    @property
    def choice_label(self) -> str:
        """The name with what tells it from others of the name."""
        origin = self.unit or self.town
        return f"{self.name}（{self.get_kind_display()}{' ' if origin else ''}{origin or ''}）"


class OfKind(models.Manager["Person"]):
    """The people of one kind: what the proxies list."""

    def __init__(self, kind: Person.Kind) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Person]:
        return super().get_queryset().filter(kind=self.kind)


class Reporter(Person):
    """A staff reporter (记者)."""

    only_kind = Person.Kind.REPORTER

    objects = OfKind(Person.Kind.REPORTER)  # type: ignore[assignment,misc]  # The same manager, narrower.

    class Meta:
        proxy = True
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")


class Correspondent(Person):
    """A correspondent (通讯员) of a town or a unit."""

    only_kind = Person.Kind.CORRESPONDENT

    objects = OfKind(Person.Kind.CORRESPONDENT)  # type: ignore[assignment,misc]  # As above.

    class Meta:
        proxy = True
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
