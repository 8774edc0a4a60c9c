"""The one writer of an assignment's state and of its stories.

    proposed --assign--> assigned --file, link--> filed
        \\________drop______/                       | unlink the last one
             dropped --take_up--> assigned, or proposed while nobody covers it

It is filed from the moment its story is there: the story has states of its own, which the assignment shows.
Each step is one transaction: the row is locked, the policy table asked, the change recorded.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import record
from coverage.models import Assignment
from people.models import Person, User
from policy.access import may
from policy.recording import difference, values_of
from policy.table import Action

State = Assignment.State
OPEN = (State.PROPOSED, State.ASSIGNED)
WHY_LENGTH = Assignment._meta.get_field("dropped_because").max_length


MOVED_ON = _("The assignment has moved on meanwhile: look at it again.")


def assign(assignment: Assignment, *, by: User, to: Person | None = None) -> Assignment:
    """Somebody is to cover it: `to`, or who stands there already."""

    def change(locked: Assignment) -> None:
        locked.reporter = to or locked.reporter
        if locked.reporter is None:
            raise NotPossible(_("Say who covers it."))
        locked.state = State.ASSIGNED

    return _take("assign", assignment, change, by=by, action=Action.ASSIGN, states=OPEN)


def drop(assignment: Assignment, *, by: User, why: str) -> Assignment:
    """It is not covered after all; why is kept with it."""
    if not why.strip():
        raise NotPossible(_("Say why it is dropped: who proposed it reads it."))

    def change(locked: Assignment) -> None:
        locked.state, locked.dropped_because = State.DROPPED, why.strip()[:WHY_LENGTH]

    return _take("drop", assignment, change, by=by, action=Action.ASSIGN, states=OPEN)


def take_up(assignment: Assignment, *, by: User) -> Assignment:
    """What was dropped, or has lost its stories, is to be covered again."""

    def change(locked: Assignment) -> None:
        if locked.stories.exists():
            raise NotPossible(MOVED_ON)
        _open_again(locked)

    states = (State.DROPPED, State.FILED)
    return _take("take_up", assignment, change, by=by, action=Action.ASSIGN, states=states)


def file(assignment: Assignment, *, story: Article, by: User) -> Assignment:
    """The story that was begun from an open assignment answers it."""
    return _take(
        "file", assignment, lambda locked: _answer(locked, story, by), by=by, action=Action.FILE, states=OPEN
    )


def link(assignment: Assignment, *, story: Article, by: User) -> Assignment:
    """A story that was there already answers it; an assignment may have several."""
    return _take(
        "link",
        assignment,
        lambda locked: _answer(locked, story, by),
        by=by,
        action=Action.ASSIGN,
        states=(*OPEN, State.FILED),
    )


def unlink(assignment: Assignment, *, story: Article, by: User) -> Assignment:
    """The story answers something else. Without any the assignment is open again."""

    def change(locked: Assignment) -> None:
        _demand_sight(story, by)
        if not locked.stories.filter(pk=story.pk).exists():
            raise NotPossible(MOVED_ON)
        locked.stories.remove(story)
        if not locked.stories.exists():
            _open_again(locked)

    return _take("unlink", assignment, change, by=by, action=Action.ASSIGN, states=(State.FILED,))


@transaction.atomic
def _take(
    word: str,
    assignment: Assignment,
    change: Callable[[Assignment], None],
    *,
    by: User,
    action: Action,
    states: tuple[Assignment.State, ...],
) -> Assignment:
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if not may(by, action, locked):
        raise PermissionDenied
    if locked.state not in states:
        raise NotPossible(MOVED_ON)
    before = values_of(locked)
    change(locked)
    locked.version += 1
    locked.save()
    record(word, locked, by=by, note=locked.dropped_because, **difference(before, values_of(locked)))
    assignment.refresh_from_db()
    return locked


def _answer(locked: Assignment, story: Article, by: User) -> None:
    _demand_sight(story, by)
    locked.stories.add(story)
    locked.state = State.FILED


def _open_again(locked: Assignment) -> None:
    locked.state = State.ASSIGNED if locked.reporter_id else State.PROPOSED
    locked.dropped_because = ""


def _demand_sight(story: Article, by: User) -> None:
    if not Article.objects.visible_to(by).filter(pk=story.pk).exists():
        raise PermissionDenied
