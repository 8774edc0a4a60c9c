"""The sections of one person's desk, put together for its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from articles.models import Article
from newsroom.desk.assignments import assignments
from newsroom.desk.layout import Section, sections_of
from newsroom.desk.next_issues import next_issues
from newsroom.desk.numbers import numbers
from newsroom.desk.photos import photos
from newsroom.desk.proofs import proofs
from newsroom.desk.silence import silence
from newsroom.desk.stories import stories
from newsroom.desk.waits import Waits, waits
from people.models import User
from policy.access import may
from policy.roles import AUTHORS, Role
from policy.table import Action

QUESTIONS: dict[Section, Callable[[User], Any]] = {
    Section.WAITS: waits,
    Section.STORIES: stories,
    Section.ISSUES: next_issues,
    Section.PROOFS: proofs,
    Section.TOWNS: silence,
    Section.PHOTOS: photos,
    Section.NUMBERS: numbers,
    Section.ASSIGNMENTS: assignments,
}


def desk_context(user: User) -> dict[str, Any]:
    answers = {section: QUESTIONS[section](user) for section in sections_of(user)}
    context: dict[str, Any] = {
        "sections": [
            (section, f"admin/desk/_{section}.html", found)
            for section, found in answers.items()
            if found is not None
        ],
        "roles": [role for role in Role if role in user.roles],
        "may_write": may(user, Action.ADD, Article),
        "is_author": bool(user.roles & set(AUTHORS)),
    }
    return context | _bell(answers.get(Section.WAITS))


def _bell(found: Waits | None) -> dict[str, Any]:
    """What the desk has counted the bell need not count again."""
    return {"bell": lambda: found.total} if found else {}
