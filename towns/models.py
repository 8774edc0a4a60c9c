"""WHERE: counties, towns and villages of the prefecture the paper covers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from towns.slugs import county_slug, free_slug, town_slug

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


def own_prefecture() -> str:
    return str(settings.PAPER_PREFECTURE)


class County(models.Model):
    """A county-level unit as the paper prints it: 巨野县, and 鲁西新区, which no register lists."""

    name = models.CharField(_("name"), max_length=40)
    prefecture = models.CharField(
        _("prefecture"),
        max_length=40,
        default=own_prefecture,
        help_text=_("Tells counties of one name apart: 济宁市 and 枣庄市 both have a 市中区."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_("Left empty, it is made of the pinyin."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "name"], name="county_is_unique_in_its_prefecture"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or free_slug(county_slug(self.name), _slugs(County))
        super().save(*args, **kwargs)


class JurisdictionQuerySet(models.QuerySet["Jurisdiction"]):
    def in_force(self, on: dt.date | models.F) -> JurisdictionQuerySet:
        """Those that hold on a day, or on the day in a column; the day `until` no longer counts."""
        begun = Q(since=None) | Q(since__lte=on)
        return self.filter(begun, Q(until=None) | Q(until__gt=on))

    def undated(self) -> JurisdictionQuerySet:
        """Those that hold on every day: of a town that never changed county, as far as we know."""
        return self.filter(since=None, until=None)

    def dated(self) -> JurisdictionQuerySet:
        return self.exclude(since=None, until=None)


class TownQuerySet(models.QuerySet["Town"]):
    def with_county(self, on: dt.date | None = None) -> TownQuerySet:
        """Annotate county_name and county_order as of a day, today by default; None without a county."""
        governing = Jurisdiction.objects.in_force(on or timezone.localdate()).filter(town=OuterRef("pk"))
        return self.annotate(  # type: ignore[no-redef]  # Town names them for its readers.
            county_name=Subquery(governing.values("county__name")[:1]),
            county_order=Subquery(governing.values("county__order")[:1]),
        )

    def governed_by(self, *counties: int, on: dt.date | None = None) -> TownQuerySet:
        """The towns that belong to one of the counties as of a day, today by default."""
        governing = Jurisdiction.objects.in_force(on or timezone.localdate()).filter(county__in=counties)
        return self.filter(pk__in=governing.values("town"))


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
        blank=True,
        help_text=_("Part of the public address: /towns/tianzhuang/. Left empty, it is made of the pinyin."),
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
        jurisdictions: JurisdictionQuerySet
        villages: RelatedManager[Village]
        county_name: str | None
        county_order: int | None

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or free_slug(town_slug(self.name), _slugs(Town))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("town", kwargs={"slug": self.slug})

    @property
    def choice_label(self) -> str:
        """The name with its county, where the query has it: three towns share their name with another."""
        county = getattr(self, "county_name", "")
        return f"{self.name}（{county}）" if county else self.name

    def county_on(self, date: dt.date) -> County | None:
        """The county the town belonged to on `date`; None when no jurisdiction covers it."""
        governing = self.jurisdictions.in_force(date).select_related("county").first()
        return governing.county if governing else None


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

    objects = JurisdictionQuerySet.as_manager()

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

    def holds_on(self, day: dt.date) -> bool:
        """What `JurisdictionQuerySet.in_force` asks, of a row at hand."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until > day)


class Village(models.Model):
    """A village or residents' community of a town; text that names it is about the town."""

    town = models.ForeignKey(Town, verbose_name=_("town"), on_delete=models.CASCADE, related_name="villages")
    name = models.CharField(_("name"), max_length=60)
    division_code = models.CharField(_("division code"), max_length=12, blank=True)

    class Meta:
        ordering = ["division_code"]
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        indexes = [models.Index(fields=["name"], name="village_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code"],
                condition=~Q(division_code=""),
                name="village_division_code_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _slugs(model: type[County | Town]) -> set[str]:
    return set(model.objects.values_list("slug", flat=True))
