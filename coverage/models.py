"""WHAT WILL BE: assignments (选题), what the paper means to cover, by whom and by when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Photo
from people.models import Desk, Person, User
from policy import table
from policy.table import Scope
from policy.table import State as Standing
from towns.models import Town


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Those that the policy table lets the user see."""
        reach = table.scope(user.roles, table.Action.VIEW, "coverage.assignment")
        if reach in (Scope.NONE, Scope.ALL):
            return self if reach else self.none()
        theirs = Q(reporter__user=user) | Q(photographer__user=user) | Q(created_by=user)
        if reach >= Scope.DESK:
            theirs |= Q(desk__in=user.desk_ids)
        if reach >= Scope.POOL:
            theirs |= Q(desk=None)
        return self.filter(theirs)

    def open(self) -> AssignmentQuerySet:
        """Those that somebody still has to do something about."""
        return self.filter(state__in=[Assignment.State.PROPOSED, Assignment.State.ASSIGNED])

    def with_marks(self) -> AssignmentQuerySet:
        """Each says whether it is overdue, and whether the photo that was wanted by now is missing.

        Overdue is what no story answers that has left its author's hands.
        """
        stories = Article.objects.filter(assignments=OuterRef("pk"))
        has_copy = Exists(stories.exclude(status=Article.Status.DRAFT))
        has_photo = Exists(Photo.objects.filter(article__assignments=OuterRef("pk")))
        is_due = ~Q(state=Assignment.State.DROPPED) & Q(due_at__isnull=False, due_at__lt=timezone.now())
        return self.annotate(
            is_overdue=models.ExpressionWrapper(is_due & ~has_copy, models.BooleanField()),
            lacks_photo=models.ExpressionWrapper(
                is_due & Q(wants_photo=True) & ~has_photo, models.BooleanField()
            ),
        )


class Assignment(models.Model):
    """Something that will happen and who covers it. `state` is written by `coverage.assigning` alone."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ASSIGNED = "assigned", _("assigned")
        FILED = "filed", _("filed")
        DROPPED = "dropped", _("dropped")

    event = models.CharField(_("event"), max_length=120, help_text=_("Such as 田庄镇麦田统防统治."))
    brief = models.TextField(
        pgettext_lazy("of an assignment", "brief"),
        blank=True,
        help_text=_("What the desk wants: angle, people."),
    )
    date = models.DateField(_("day of the event"), db_index=True)
    time = models.TimeField(_("time of the event"), null=True, blank=True)
    place = models.CharField(pgettext_lazy("of an event", "place"), max_length=80, blank=True)
    town = models.ForeignKey(
        Town,
        verbose_name=_("town"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    desk = models.ForeignKey(
        Desk,
        verbose_name=_("desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    reporter = models.ForeignKey(
        Person,
        verbose_name=_("covered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        help_text=_("The reporter or correspondent who files the story."),
    )
    wants_photo = models.BooleanField(_("photo wanted"), default=False)
    photographer = models.ForeignKey(
        Person,
        verbose_name=_("photographer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="photo_assignments",
        help_text=_("Left empty, who covers it brings the photo too."),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True, db_index=True)
    planned_for = models.DateField(_("planned issue"), null=True, blank=True, db_index=True)
    planned_length = models.PositiveIntegerField(
        _("planned length"), null=True, blank=True, help_text=_("In characters, punctuation included.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    dropped_because = models.CharField(_("why it was dropped"), max_length=200, blank=True, editable=False)
    stories = models.ManyToManyField(
        Article, verbose_name=_("stories"), blank=True, editable=False, related_name="assignments"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["date", "time", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="assigned") | Q(reporter__isnull=False),
                name="assignment_is_assigned_to_somebody",
                violation_error_message=_("Say who covers it."),
            ),
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def policy_state(self) -> Standing:
        """It stands on no story, like a loose photo: its own state gives and takes no right."""
        return Standing.LOOSE

    def lies_within(self, scope: Scope, user: User) -> bool:
        if self._state.adding or (scope >= Scope.POOL and self.desk_id is None):
            return True
        if scope >= Scope.DESK and self.desk_id in user.desk_ids:
            return True
        people = (self.reporter, self.photographer)
        return self.created_by_id == user.pk or any(who and who.user_id == user.pk for who in people)
