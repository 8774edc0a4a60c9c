"""WHERE: counties, towns and villages of the prefecture the paper covers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class County(models.Model):
    """A county-level unit as the paper prints it: 巨野县, and 鲁西新区, which no register lists."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self) -> str:
        return self.name


class TownQuerySet(models.QuerySet["Town"]):
    def with_county(self, on: dt.date | None = None) -> TownQuerySet:
        """Annotate county_id, county_name, county_slug and county_order as of a date, by default today's.

        A town has one county on any day (`Jurisdiction`), so the join adds no rows.
        """
        in_force = Q(jurisdictions__until=None)
        if on is not None:
            in_force = (Q(jurisdictions__since=None) | Q(jurisdictions__since__lte=on)) & (
                Q(jurisdictions__until=None) | Q(jurisdictions__until__gt=on)
            )
        return self.filter(in_force).annotate(  # type: ignore[no-redef]  # Town names them for its readers.
            county_id=F("jurisdictions__county_id"),
            county_name=F("jurisdictions__county__name"),
            county_slug=F("jurisdictions__county__slug"),
            county_order=F("jurisdictions__county__order"),
        )

    def in_county(self, county: County) -> TownQuerySet:
        return self.filter(jurisdictions__county=county, jurisdictions__until=None)


class Town(models.Model):
    """A township-level place readers browse by. Its county is dated: see `Jurisdiction`."""

    class Kind(models.TextChoices):
        TOWN = "town", _("town (zhen)")
        TOWNSHIP = "township", _("township (xiang)")
        SUBDISTRICT = "subdistrict", _("subdistrict (jiedao)")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=60, help_text=_("The full official name, such as 田庄镇."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("Part of the public address: /towns/tianzhuang/"),
    )
    division_code = models.CharField(
        _("division code"), max_length=12, blank=True, help_text=_("Nine digits of the national register.")
    )
    other_names = models.CharField(
        _("other names"),
        max_length=200,
        blank=True,
        help_text=_("Names the paper also prints for it, separated by spaces."),
    )

    objects = TownQuerySet.as_manager()

    if TYPE_CHECKING:
        jurisdictions: RelatedManager[Jurisdiction]
        villages: RelatedManager[Village]
        county_id: int
        county_name: str
        county_slug: str
        county_order: int

    class Meta:
        ordering = ["division_code", "name"]
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        constraints = [
            models.UniqueConstraint(
                fields=["division_code"], condition=~Q(division_code=""), name="town_division_code_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("town", kwargs={"slug": self.slug})

    @property
    def choice_label(self) -> str:
        """The name with its county, where the query has it: three towns share their name with another."""
        county = getattr(self, "county_name", "")
        return f"{self.name}（{county}）" if county else self.name

    def county_on(self, date: dt.date) -> County | None:
        """The county the town belonged to on `date`; None when no jurisdiction covers it."""
        return County.objects.filter(
            Q(jurisdictions__since=None) | Q(jurisdictions__since__lte=date),
            Q(jurisdictions__until=None) | Q(jurisdictions__until__gt=date),
            jurisdictions__town=self,
        ).first()


class Jurisdiction(models.Model):
    """A county governs a town from `since` (included) to `until` (excluded); empty means open.

    Towns do change county: 马岭岗镇 has been printed under 牡丹区, 高新区 and 鲁西新区.
    """

    town = models.ForeignKey(
        Town, verbose_name=_("town"), on_delete=models.CASCADE, related_name="jurisdictions"
    )
    county = models.ForeignKey(
        County, verbose_name=_("county"), on_delete=models.PROTECT, related_name="jurisdictions"
    )
    since = models.DateField(_("since"), null=True, blank=True, help_text=_("Empty: as far back as we know."))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )

    class Meta:
        ordering = ["town", F("until").desc(nulls_first=True)]
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            models.UniqueConstraint(
                fields=["town"], condition=Q(until=None), name="town_has_one_county_at_present"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")),
                name="jurisdiction_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town} – {self.county}"


class Village(models.Model):
    """A village or residents' community of a town; text that names it is about the town."""

    town = models.ForeignKey(Town, verbose_name=_("town"), on_delete=models.CASCADE, related_name="villages")
    name = models.CharField(_("name"), max_length=60)
    division_code = models.CharField(_("division code"), max_length=12, unique=True)

    class Meta:
        ordering = ["division_code"]
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        indexes = [models.Index(fields=["name"], name="village_name")]

    def __str__(self) -> str:
        return self.name
