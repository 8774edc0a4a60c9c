"""Stories that run over several pages (下转, 上接): the chain of their places, and what is printed of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from issues.models import Page, Placement
from issues.reading.checks.material import Material, Story
from issues.reading.checks.printed import Label, label_of, labels_in
from issues.reading.finding import Finding, Kind

NUMBER = r"(?:\d{1,3}|[〇零一二三四五六七八九十]{1,3}|头)?"
LEADS = r"\s*+(?:至|到|自)?\s*+"
TARGET = rf"{LEADS}(?:今日|本报|本期)?\s*+(?P<target>第?\s*+[A-Za-z]?-?{NUMBER}\s*+版)"
LETTERED = rf"{LEADS}(?P<lettered>[A-Za-z]-?\d{{1,2}})(?![\w])"
ON = re.compile(rf"(?:下转|下接|转入|转下)(?:{TARGET}|{LETTERED})")
FROM = re.compile(rf"(?:上接|紧接|接上)(?:{TARGET}|{LETTERED})")
SEE = re.compile(rf"(?:详见|[（(]\s*+(?:另)?见|(?:报道|消息|内容|全文)见)(?:{TARGET}|{LETTERED})")

# A story is continued once or twice.
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A printed jump line: the words, and the page that they name; None where no number stands in them."""

    words: str
    label: Label | None


def check(material: Material) -> Iterator[Finding]:
    for story in material.stories:
        yield from _chain(story, material)
    yield from _printed(material)


def _finding(code: str, text: str, story: Story, *facts: str | int, page: Page, other: int = 0) -> Finding:
    stories = (story.pk, other) if other else (story.pk,)
    return Finding(Kind.JUMPS, code, text, (story.pk, page.label, *facts), page=page.pk, stories=stories)


def _chain(story: Story, material: Material) -> Iterator[Finding]:
    """The first place continues nothing, each later one the place before it."""
    before: Placement | None = None
    is_told = False
    for placement in story.placements:
        wrong = _wrong_link(placement, story, material)
        if wrong is None and before is not None and placement.continues_id != before.pk:
            # One that skips a place is wrong by itself only where the place between is right.
            is_new = not is_told or placement.continues is None
            wrong = (
                _unlinked(placement, before, story) if is_new and not _is_turned(story, material) else None
            )
        if wrong is not None:
            is_told = True
            yield wrong
        before = placement


def _is_turned(story: Story, material: Material) -> bool:
    """Whether a place continues one that comes later: that the later one hangs loose is the same fault."""
    return any(
        placement.continues is not None
        and material.rank.get(placement.continues.page_id, 0) > material.rank[placement.page_id]
        for placement in story.placements
    )


def _wrong_link(placement: Placement, story: Story, material: Material) -> Finding | None:
    earlier = placement.continues
    if earlier is None:
        return None
    page = placement.page
    said = {**story.told, "page": page.label, "earlier": earlier.page.label}
    if earlier.page.issue_id != material.issue.pk:
        text = _("Page %(page)s: “%(story)s” continues a page of another issue.")
        return _finding("jump_elsewhere", text % said, story, page=page)
    if earlier.article_id != story.pk:
        said["other"] = earlier.article.title
        text = _("Page %(page)s: “%(story)s” continues another story, “%(other)s” on page %(earlier)s.")
        return _finding(
            "jump_of_another", text % said, story, earlier.article_id, page=page, other=earlier.article_id
        )
    if material.rank[earlier.page_id] >= material.rank[page.pk]:
        text = _("Page %(page)s: “%(story)s” continues from page %(earlier)s, which comes later.")
        return _finding("jump_backwards", text % said, story, earlier.page.label, page=page)
    return None


def _unlinked(placement: Placement, before: Placement, story: Story) -> Finding:
    page = placement.page
    said = {**story.told, "page": page.label, "earlier": before.page.label}
    text = _("“%(story)s” stands on pages %(earlier)s and %(page)s, but no jump leads from one to the other.")
    return _finding("jump_missing", text % said, story, before.page.label, page=page)


def _printed(material: Material) -> Iterator[Finding]:
    """What the text itself prints: the page exists, the story goes on there, and comes from here."""
    on = {story.pk: _lines(ON, story) for story in material.stories}
    back = {story.pk: _lines(FROM, story) for story in material.stories}
    for story in material.stories:
        for line in on[story.pk]:
            yield from _line(line, story, material, others=back, is_on=True)
        for line in back[story.pk]:
            yield from _line(line, story, material, others=on, is_on=False)
        for line in _lines(SEE, story):
            if line.label is None or not _pages_meant(line.label, material):
                yield _no_page(line, story)


def _lines(pattern: re.Pattern[str], story: Story) -> list[Line]:
    """Each once, however often the story prints it."""
    found: dict[str, Line] = {}
    for match in pattern.finditer(story.folded):
        words = "".join(match.group().split()).strip("(")
        if words not in found:
            labels = labels_in(match["target"] or match["lettered"])
            found[words] = Line(words, labels[0] if labels else None)
        if len(found) == MOST_LINES:
            break
    return list(found.values())


def _pages_meant(label: Label, material: Material) -> list[Page]:
    return [
        page
        for page in material.pages
        if (own := label_of(page.label)) and label.means(own, rank=material.rank[page.pk])
    ]


def _line(
    line: Line, story: Story, material: Material, *, others: dict[int, list[Line]], is_on: bool
) -> Iterator[Finding]:
    pages = _pages_meant(line.label, material) if line.label else []
    if not pages:
        yield _no_page(line, story)
        return
    own = [placement.page for placement in story.placements]
    reached = own[1:] if is_on else own[:-1]
    if any(page in reached for page in pages):
        return
    if _is_answered(pages, own, material, others, but=story):
        return
    said = {**story.told, "line": line.words}
    if is_on:
        text = _("Page %(page)s: “%(story)s” prints “%(line)s”, but it does not go on there.")
    else:
        text = _("Page %(page)s: “%(story)s” prints “%(line)s”, but it does not come from there.")
    yield _finding("jump_line_wrong", text % said, story, line.words, page=story.page)


def _is_answered(
    pages: list[Page], own: list[Page], material: Material, others: dict[int, list[Line]], *, but: Story
) -> bool:
    """The two halves may be two stories: the other half stands there and names one of this one's pages."""
    for other in material.stories:
        if other is but or not any(placement.page in pages for placement in other.placements):
            continue
        for line in others[other.pk]:
            if line.label and any(page in own for page in _pages_meant(line.label, material)):
                return True
    return False


def _no_page(line: Line, story: Story) -> Finding:
    said = {**story.told, "line": line.words}
    text = _("Page %(page)s: “%(story)s” prints “%(line)s”: the issue has no such page.")
    return _finding("jump_line_nowhere", text % said, story, line.words, page=story.page)
