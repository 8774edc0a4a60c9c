"""The sheet of the last reading: every finding, what of it the chief editor let stand, and who signed it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.chain import digest
from issues import proofs, whole
from issues.models import Issue, Override, Page, Reading
from issues.proofs.text import hash_of, page_texts
from issues.reading.checks import findings
from issues.reading.finding import Finding, Kind

# What no program can judge. Who reads last counts the pages, looks at headlines, column heads and pictures,
# and follows what was changed after the clean proof.
EYE = {
    "headlines": gettext_lazy("Headlines, kickers and decks are read through, page by page"),
    "column_heads": gettext_lazy("Column heads and page names fit what stands below them"),
    "pictures": gettext_lazy("Each picture is the right one for its caption and story, and the right way up"),
    "names": gettext_lazy("Names, titles and the order of persons are right"),
    "changes": gettext_lazy("What was changed after the clean proof is checked place by place"),
}


class State(StrEnum):
    """How far the last reading is."""

    ARCHIVE = "archive"
    OPEN = "open"
    UNSIGNED = "unsigned"
    CHANGED = "changed"
    DONE = "done"


LABELS = {
    State.ARCHIVE: gettext_lazy("from the archive, was read when it was printed"),
    State.UNSIGNED: gettext_lazy("nothing found, to be signed"),
    State.CHANGED: gettext_lazy("changed since the last reading"),
    State.DONE: gettext_lazy("last reading signed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding, and why it stands if it was let stand."""

    finding: Finding
    override: Override | None

    @property
    def is_open(self) -> bool:
        return self.override is None


@dataclass
class Sheet:
    """The last reading of an issue as it is now."""

    issue: Issue
    lines: list[Line]
    # Let stand, and found no more.
    settled: list[Override]
    # The latest signature, whatever text it is about.
    reading: Reading | None
    # Of the issue's text as it is now.
    text_hash: str

    @cached_property
    def open(self) -> list[Finding]:
        return [line.finding for line in self.lines if line.is_open]

    @cached_property
    def overridden(self) -> list[Line]:
        return [line for line in self.lines if line.override]

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed this very text."""
        return self.reading is not None and self.reading.text_hash == self.text_hash

    @property
    def is_settled(self) -> bool:
        """Nothing of it stands against the release."""
        return self.state in (State.ARCHIVE, State.DONE)

    @property
    def state(self) -> State:
        if self.issue.is_archive:
            return State.ARCHIVE
        if self.open:
            return State.OPEN
        if self.is_signed:
            return State.DONE
        return State.CHANGED if self.reading else State.UNSIGNED

    @cached_property
    def refusals(self) -> list[str]:
        """What of the last reading stands against the release, a sentence each.

        What is hard is told by `whole.told`; an issue from the archive was read when it was printed.
        """
        found = [f"{each.kind.label}：{each.text}" for each in self.open if not each.is_hard]
        if self.state == State.ARCHIVE or self.is_signed:
            return found
        if self.reading is None:
            return [*found, _("The last reading is not signed.")]
        return [*found, _("The issue was changed since the last reading: it is read and signed again.")]

    @property
    def label(self) -> str:
        """3 项待处理: the state in words."""
        count = len(self.open)
        if self.state == State.OPEN:
            return ngettext("%d finding to settle", "%d findings to settle", count) % count
        return str(LABELS[self.state])


def sheet_of(issue: Issue) -> Sheet:
    """Asks the database some thirty things, however long the issue is; of the archive's issues nothing."""
    if issue.is_archive:
        return Sheet(issue, [], [], None, "")
    pages = list(issue.pages.select_related("issue").order_by("order", "pk"))
    found = [*_hard(issue), *_proofs(issue), *findings(issue)]
    overrides = {each.key: each for each in issue.overrides.select_related("by").order_by("pk")}
    order = list(Kind)
    lines = [
        Line(finding, None if finding.is_hard else overrides.pop(finding.key, None))
        for finding in sorted(found, key=lambda each: order.index(each.kind))
    ]
    reading = issue.readings.select_related("by").order_by("pk").last()
    return Sheet(issue, lines, list(overrides.values()), reading, _hash(issue, pages))


def _hash(issue: Issue, pages: Collection[Page]) -> str:
    """Of all that is signed: the texts of the pages, their order, and the number in the masthead."""
    texts = page_texts(pages)
    each = [[page.label, page.name, hash_of(texts[page.pk])] for page in pages]
    return digest(str(issue.day), issue.serial_number, each)


def _hard(issue: Issue) -> list[Finding]:
    """What keeps the issue from being whole: it is mended, or the issue does not appear."""
    return [
        Finding(
            kind=Kind.STORIES if each.story else Kind.PAGES,
            code=each.code,
            text=each.told(),
            facts=(each.told(),),
            page=each.page.pk if each.page else None,
            stories=(each.story.pk,) if each.story else (),
            is_hard=True,
        )
        for each in whole.problems(issue)
    ]


def _proofs(issue: Issue) -> list[Finding]:
    """Pages with stories whose three proofs are not all signed for the text as it is."""
    return [
        Finding(
            kind=Kind.PROOFS,
            code=str(now.state),
            text=_("Page %(page)s: %(state)s") % {"page": now.page.label, "state": now.label},
            facts=(now.page.label, str(now.due), now.text_hash, now.open_marks, now.carried_marks),
            page=key,
        )
        for key, now in proofs.standings(issue).items()
        if now.has_stories and not now.is_settled
    ]
