"""The checks of the last reading: what the system finds in an issue before it is released.

What makes an issue no whole one (`issues.whole.problems`) and its proofs are looked at elsewhere.

material      the issue, loaded once
printed       dates and labels as print writes them
structure     page count and order
folio         folio lines
dates         dates in the stories
serial        the serial number
stories       what is unfinished in a story
photos        picture, caption and credit
jumps         下转 and 上接
people        who is named in the issue, and as what
credits       who is credited, against byline and directory
names         the same person written two ways
apart         lines that tell two names apart
place_names   the same town or county written two ways
towns         towns under the county that does not govern them
alike         characters that are typed for each other
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from types import ModuleType

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Issue
from issues.reading.checks import (
    dates,
    folio,
    jumps,
    names,
    photos,
    place_names,
    serial,
    stories,
    structure,
    towns,
)
from issues.reading.checks.material import Material, load
from issues.reading.finding import Finding, Kind

logger = logging.getLogger(__name__)

# Each with what it looks at.
CHECKS: dict[ModuleType, tuple[Kind, str | Promise]] = {
    structure: (Kind.PAGES, Kind.PAGES.label),
    folio: (Kind.FOLIO, Kind.FOLIO.label),
    dates: (Kind.FOLIO, gettext_lazy("dates in the stories")),
    serial: (Kind.SERIAL, Kind.SERIAL.label),
    stories: (Kind.STORIES, gettext_lazy("unfinished stories")),
    photos: (Kind.PHOTOS, Kind.PHOTOS.label),
    jumps: (Kind.JUMPS, Kind.JUMPS.label),
    names: (Kind.NAMES, gettext_lazy("persons written two ways")),
    place_names: (Kind.NAMES, gettext_lazy("towns and counties written two ways")),
    towns: (Kind.TOWNS, Kind.TOWNS.label),
}


def findings(issue: Issue) -> list[Finding]:
    """In the order in which the paper is read: kind by kind, and there page by page.

    An issue from the archive was read when it was printed.
    """
    if issue.is_archive:
        return []
    material = load(issue)
    found = [finding for check in CHECKS for finding in _found(check, material)]
    kinds = list(Kind)
    rank = material.rank
    return sorted(found, key=lambda each: (kinds.index(each.kind), rank.get(each.page or 0, 0)))


def _found(check: ModuleType, material: Material) -> Iterator[Finding]:
    """A check that fails is itself a finding: somebody looks instead, and the paper appears.

    Where the database fails there is nothing more to be asked of it.
    """
    try:
        yield from list(check.check(material))
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("A check of the last reading failed: %s", check.__name__)
        kind, subject = CHECKS[check]
        text = _("The check of “%(subject)s” failed: look through the issue for it by eye.")
        facts = (check.__name__.rpartition(".")[2], type(error).__name__)
        yield Finding(kind, "check_failed", text % {"subject": subject}, facts)
