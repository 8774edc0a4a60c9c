"""Which sections stand on whose desk, and in which order."""

from __future__ import annotations

from enum import StrEnum
from itertools import chain

from people.models import User
from policy.roles import Role


class Section(StrEnum):
    """The value names the template."""

    WAITS = "waits"
    STORIES = "stories"
    ISSUES = "issues"
    PROOFS = "proofs"
    TOWNS = "towns"
    PHOTOS = "photos"
    NUMBERS = "numbers"
    ASSIGNMENTS = "assignments"


# Who answers for more stands further up: a person with several roles has the first one's order.
LAYOUT: dict[Role, tuple[Section, ...]] = {
    Role.CHIEF_EDITOR: (
        Section.WAITS,
        Section.ISSUES,
        Section.ASSIGNMENTS,
        Section.PROOFS,
        Section.NUMBERS,
        Section.TOWNS,
        Section.STORIES,
    ),
    Role.SECTION_HEAD: (
        Section.WAITS,
        Section.ISSUES,
        Section.ASSIGNMENTS,
        Section.PROOFS,
        Section.TOWNS,
        Section.NUMBERS,
        Section.STORIES,
    ),
    Role.DESK_EDITOR: (
        Section.WAITS,
        Section.ISSUES,
        Section.ASSIGNMENTS,
        Section.PROOFS,
        Section.PHOTOS,
        Section.TOWNS,
        Section.NUMBERS,
        Section.STORIES,
    ),
    Role.REPORTER: (
        Section.WAITS,
        Section.ASSIGNMENTS,
        Section.STORIES,
        Section.NUMBERS,
        Section.TOWNS,
    ),
    Role.CORRESPONDENT: (
        Section.WAITS,
        Section.ASSIGNMENTS,
        Section.STORIES,
        Section.NUMBERS,
        Section.TOWNS,
    ),
    Role.PHOTO_DESK: (Section.PHOTOS, Section.WAITS, Section.ISSUES, Section.NUMBERS),
    Role.PAGE_DESIGNER: (Section.ISSUES, Section.WAITS),
    Role.PROOFREADER: (Section.PROOFS, Section.ISSUES, Section.WAITS),
    Role.ADMINISTRATOR: (),
}


def sections_of(user: User) -> list[Section]:
    """The sections of all the person's roles, each once."""
    held = (sections for role, sections in LAYOUT.items() if role in user.roles)
    return list(dict.fromkeys(chain.from_iterable(held)))
