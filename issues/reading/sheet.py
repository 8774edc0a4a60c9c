"""The sheet of the last reading: every finding, what of it the chief editor let stand, and who signed it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.chain import digest
from issues import proofs, whole
from issues.models import Issue, Override, Reading
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
    # Of the issue's text as it is now, and of each page's by its label.
    text_hash: str
    page_hashes: dict[str, str]

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
    def changed(self) -> list[str]:
        """The labels of the pages that are not as they were signed, in the order of the issue."""
        if self.reading is None or self.is_signed:
            return []
        before = self.reading.page_hashes
        labels = [*self.page_hashes, *(label for label in before if label not in self.page_hashes)]
        return [label for label in labels if before.get(label) != self.page_hashes.get(label)]

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
        count, let_stand = len(self.open), len(self.overridden)
        if self.state == State.OPEN:
            return ngettext("%d finding to settle", "%d findings to settle", count) % count
        if self.state == State.UNSIGNED and let_stand:
            said = ngettext("%d let stand, to be signed", "%d let stand, to be signed", let_stand)
            return said % let_stand
        return str(LABELS[self.state])


def sheet_of(issue: Issue) -> Sheet:
    """Asks the database some thirty things, however long the issue is; of the archive's issues nothing."""
    if issue.is_archive:
        return Sheet(issue, [], [], None, "", {})
    order = {kind: at for at, kind in enumerate(Kind)}
    found = [*_hard(issue), *_proofs(issue), *findings(issue)]
    found.sort(key=lambda each: order[each.kind])
    overrides = {each.key: each for each in issue.overrides.select_related("by").order_by("pk")}
    # What is found twice in the same words is one finding.
    lines = {
        finding.key: Line(finding, None if finding.is_hard else overrides.get(finding.key))
        for finding in reversed(found)
    }
    settled = [override for key, override in overrides.items() if key not in lines]
    text_hash, page_hashes = _hashes(issue)
    reading = issue.readings.select_related("by").order_by("pk").last()
    return Sheet(issue, list(lines.values())[::-1], settled, reading, text_hash, page_hashes)


def is_signed(issue: Issue) -> bool:
    """Whether the issue as it is now was read last and signed, whatever else is found since. Six queries."""
    reading = issue.readings.order_by("pk").last()
    return reading is not None and reading.text_hash == _hashes(issue)[0]


def _hashes(issue: Issue) -> tuple[str, dict[str, str]]:
    """Of all that is signed: the pages' texts in their order, the day, the number; and of each page."""
    pages = list(issue.pages.select_related("issue").order_by("order", "pk"))
    texts = page_texts(pages)
    each = {page.label: digest(page.name, hash_of(texts[page.pk])) for page in pages}
    return digest(str(issue.day), issue.serial_number, list(each.items())), each


def _hard(issue: Issue) -> list[Finding]:
    """What keeps the issue from being whole: it is mended, or the issue does not appear."""
    return [
        Finding(
            kind=Kind.STORIES if each.story else Kind.PAGES,
            code=each.code,
            text=each.told(),
            facts=(each.page.pk if each.page else 0, each.story.pk if each.story else 0),
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
