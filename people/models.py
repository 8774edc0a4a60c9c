"""WHO: the people who report for the paper, and the units they write from."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.trail import record
from people.names import normalise_name
from policy.roles import Role, roles_named
from towns.models import County, Jurisdiction, Town

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Accounts(UserManager["User"]):
    @transaction.atomic
    def create_superuser(self, *args: Any, **kwargs: Any) -> User:
        """Only whoever has the server makes one out of nothing; it is recorded all the same."""
        account: User = super().create_superuser(*args, **kwargs)
        record("add", account, by=None, after={"is_superuser": True})
        return account

    def holding(self, *roles: Role) -> models.QuerySet[User]:
        """Accounts in use that hold any of the roles by their groups; superusers are not meant."""
        chosen = self.filter(is_active=True, groups__name__in=[role.value for role in roles])
        return chosen.distinct()


class User(AbstractUser):
    """An account of the staff site. Its roles are its groups; what they may do: see `policy.table`."""

    wants_email = models.BooleanField(
        _("notices by e-mail"),
        default=False,
        help_text=_("Notices also come by e-mail. The text of stories is never sent."),
    )
    # Part of what a session is checked against: a new value ends all sessions of the account.
    session_salt = models.CharField(max_length=32, blank=True, default="", editable=False)
    # Set with a password that somebody else chose and knows.
    must_change_password = models.BooleanField(default=False, editable=False)

    objects: ClassVar[Accounts] = Accounts()

    if TYPE_CHECKING:
        desks: RelatedManager[Desk]

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]  # The stubs know plain strings only.
        verbose_name_plural = _("accounts")  # type: ignore[assignment]  # As above.

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An account that is out of use loses its sessions for good: they stay dead when it comes back."""
        if not self.is_active:
            self.session_salt = new_salt()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "session_salt"}
        super().save(*args, **kwargs)

    def end_sessions(self) -> None:
        self.session_salt = new_salt()
        self.save(update_fields=["session_salt"])

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session is checked against at every request: when any of it changes, the session is over.

        The roles are read anew, since this may be an object that has known them for a while.
        """
        self.__dict__.pop("roles", None)
        roles = sorted(role.key for role in self.roles)
        parts = [self.password, self.session_salt, *roles, str(self.is_staff), str(self.is_superuser)]
        salt = "people.models.User.get_session_auth_hash"
        return salted_hmac(salt, "\n".join(parts), secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """Family name first, without a space: 赵敏."""
        return f"{self.last_name}{self.first_name}".strip()

    @property
    def choice_label(self) -> str:
        return f"{self}（{self.username}）"

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles of an account in use; a superuser holds them all."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(Role)
        return roles_named(group.name for group in self.groups.all())

    @cached_property
    def desk_ids(self) -> frozenset[int]:
        return frozenset(self.desks.values_list("pk", flat=True))


def new_salt() -> str:
    return secrets.token_hex(16)


class Desk(models.Model):
    """A department of the newsroom (部门), such as 县区部: it groups people and stories."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("members"), blank=True, related_name="desks"
    )

    if TYPE_CHECKING:
        counties: RelatedManager[CountyDesk]

    class Meta:
        ordering = ["name"]
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name


class CountyDesk(models.Model):
    """Which desk the copy of a county's correspondents goes to: one desk a county."""

    county = models.OneToOneField(
        County, verbose_name=_("county"), on_delete=models.CASCADE, related_name="county_desk"
    )
    desk = models.ForeignKey(Desk, verbose_name=_("desk"), on_delete=models.CASCADE, related_name="counties")

    class Meta:
        ordering = ["county__order", "county__name"]
        verbose_name = _("county of the desk")
        verbose_name_plural = _("counties of the desk")

    def __str__(self) -> str:
        return f"{self.county}: {self.desk}"


def person_of(user: User) -> Person | None:
    """The person who files with the account."""
    return Person.objects.filter(user=user).select_related("unit").first()


def desk_of(user: User) -> Desk | None:
    """The desk that copy filed by `user` goes to; None where nobody has set one.

    A correspondent's copy goes to the desk of the county that governs their town today (or their unit's
    county), other copy to the first desk the author is a member of.
    """
    person = person_of(user)
    by_county = desk_of_counties(person) if person else None
    return by_county or user.desks.first()


def desk_of_counties(person: Person) -> Desk | None:
    """The desk that a correspondent's copy goes to by the county they write from, account or none."""
    if person.kind != Person.Kind.CORRESPONDENT:
        return None
    return Desk.objects.filter(counties__county__in=person.counties()).first()


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

    def counties(self) -> list[int]:
        """The county this person writes from: their town's of today, or else their unit's."""
        if self.town_id is not None:
            today = Jurisdiction.objects.in_force(timezone.localdate())
            return list(today.filter(town=self.town_id).values_list("county", flat=True))
        county = self.unit.county_id if self.unit else None
        return [county] if county is not None else []

    def county(self) -> County | None:
        return County.objects.filter(pk__in=self.counties()).first()

    def _settle(self) -> None:
        self.name = normalise_name(self.name)
        self.kind = self.only_kind or self.kind

    @property
    def choice_label(self) -> str:
        """The name with what tells it from others of the name: 王燕（通讯员 巨野县融媒体中心 田庄镇）."""
        facts = (self.get_kind_display(), self.unit, self.town)
        return f"{self.name}（{' '.join(str(fact) for fact in facts if fact)}）"


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


class MastheadLine(models.Model):
    """A line of the staff box (masthead) on the page about the paper: 总编辑 某某, 新闻热线 0530-…."""

    class Part(models.TextChoices):
        ABOUT = "about", pgettext_lazy("part of the masthead", "about the paper")
        STAFF = "staff", pgettext_lazy("part of the masthead", "editors and desks")
        CONTACT = "contact", pgettext_lazy("part of the masthead", "contact")
        REGISTRATION = "registration", pgettext_lazy("part of the masthead", "registration")

    part = models.CharField(_("part"), max_length=20, choices=Part)
    label = models.CharField(
        _("label"), max_length=40, blank=True, help_text=_("What the text is: 总编辑, 新闻热线, 刊号.")
    )
    text = models.TextField(
        _("text"),
        max_length=2000,
        help_text=_("Web and mail addresses and telephone numbers become links."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("line of the masthead")
        verbose_name_plural = _("masthead")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part__in=["about", "staff", "contact", "registration"]),
                name="masthead_part_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}".strip()[:60]

    @property
    def phone(self) -> str:
        """What a telephone dials, where the text is a number and nothing else; else empty."""
        digits = re.sub(r"[\s()（）-]", "", self.text)
        return digits if re.fullmatch(r"\+?[0-9]{5,15}", digits) else ""
