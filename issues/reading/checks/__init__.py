"""The checks of the last reading: what the system finds in an issue before it is released.

What makes an issue no whole one (`issues.release.problems`) and its proofs are looked at elsewhere.

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
place_names   the same town or county written two ways
towns         towns under the county that does not govern them
alike         characters that are typed for each other
"""

from __future__ import annotations

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
from issues.reading.checks.material import load
from issues.reading.finding import Finding, Kind

CHECKS = (structure, folio, dates, serial, stories, photos, jumps, names, place_names, towns)


def findings(issue: Issue) -> list[Finding]:
    """In the order in which the paper is read: kind by kind, and there page by page.

    An issue from the archive was read when it was printed.
    """
    if issue.is_archive:
        return []
    material = load(issue)
    found = [finding for check in CHECKS for finding in check.check(material)]
    kinds = list(Kind)
    rank = material.rank
    return sorted(found, key=lambda each: (kinds.index(each.kind), rank.get(each.page or 0, 0)))
