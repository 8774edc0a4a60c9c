"""What the pages of proofs show: text and marks story by story, and what differs from the proof before.

A story that the reader of the page may not see is counted and shown without its words, and so are its marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.models import Article
from articles.revisions.diff import Kind
from articles.text import BlockKind, blocks
from issues.models import Placement, Proof, ProofMark
from issues.proofs.differences import Difference, StoryDifference
from issues.proofs.marks import may_carry, may_resolve
from issues.proofs.text import PageText, StoryText, credit_line, has_words, title
from people.models import User

KINDS = {
    Kind.ADDED: pgettext_lazy("story on a proof", "new on the page"),
    Kind.REMOVED: pgettext_lazy("story on a proof", "taken off the page"),
    Kind.MOVED_HERE: pgettext_lazy("story on a proof", "moved"),
    Kind.CHANGED: pgettext_lazy("story on a proof", "changed"),
}
HIDDEN = gettext_lazy("a story of another desk")


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text, with the number of the mark that quotes it, or 0."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line or paragraph; `kind` is a class of its style."""

    kind: str
    words: list[Words]


@dataclass(frozen=True, slots=True)
class MarkRow:
    number: int
    mark: ProofMark
    # Why it is not found where it was made.
    remark: str
    may_resolve: bool
    may_carry: bool

    @property
    def quote(self) -> str:
        return "" if self._is_of_nothing else self.mark.quote

    @property
    def note(self) -> str:
        return "" if self._is_of_nothing else self.mark.note

    @property
    def _is_of_nothing(self) -> bool:
        """Its story was deleted: nobody knows any more who might see it."""
        return self.mark.article_id is None and self.mark.is_on_story


@dataclass(slots=True)
class StoryRow:
    """A story on the proof; without its words where they may not be seen."""

    number: int
    key: int
    story: StoryText | None
    lines: list[Line] = field(default_factory=list)
    marks: list[MarkRow] = field(default_factory=list)
    mark_count: int = 0

    @property
    def title(self) -> str:
        return title(self.story) if self.story else str(HIDDEN)

    @property
    def position(self) -> str:
        position = self.story["position"] if self.story else ""
        return str(dict(Placement.Position.choices).get(position, position))


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    title: str
    kind: str
    difference: StoryDifference | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A proof as one person sees it."""

    stories: list[StoryRow]
    # On the page itself, and on stories that stand on the proof no more.
    marks: list[MarkRow]
    # Of stories that are not this person's to see and stand on the proof no more.
    hidden_marks: int

    @property
    def all_marks(self) -> list[MarkRow]:
        rows = [*self.marks, *(row for story in self.stories for row in story.marks)]
        return sorted(rows, key=lambda row: row.number)


def sheet_of(proof: Proof, now: PageText, seen: set[int]) -> Sheet:
    """`seen`: the keys of the stories that the person may see; `now`: the page's text."""
    marks = list(enumerate(_marks_of(proof), start=1))
    today = {story["article"]: story for story in now["stories"]}
    stories = []
    for number, story in enumerate(proof.text["stories"], start=1):
        own = [(at, mark) for at, mark in marks if mark.article_id == story["article"]]
        row = StoryRow(number, story["article"], story=None, mark_count=len(own))
        if row.key in seen:
            row.story, row.lines = story, list(_lines(story, own))
            row.marks = [_mark_row(at, mark, today) for at, mark in own]
        stories.append(row)
    keys = {row.key for row in stories}
    others = [(at, mark) for at, mark in marks if mark.article_id not in keys]
    shown = [(at, mark) for at, mark in others if mark.article_id is None or mark.article_id in seen]
    return Sheet(stories, [_mark_row(at, mark, today) for at, mark in shown], len(others) - len(shown))


def seen_by(user: User, *texts: PageText, marks: Iterable[ProofMark] = ()) -> set[int]:
    """The keys of all these texts' stories, as far as the person may see them."""
    keys = {story["article"] for text in texts for story in text["stories"]}
    keys |= {mark.article_id for mark in marks if mark.article_id}
    return set(Article.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def difference_rows(stories: Iterable[StoryDifference], seen: set[int]) -> list[DifferenceRow]:
    return [
        DifferenceRow(
            title=title(each.story) if each.article in seen else str(HIDDEN),
            kind=str(KINDS[each.kind]),
            difference=each if each.article in seen else None,
        )
        for each in stories
    ]


def summary(difference: Difference) -> str:
    """新上版 1 篇，有改动 2 篇: how many of each kind."""
    kinds = [each.kind for each in difference.stories]
    told = [
        _("%(kind)s: %(count)d") % {"kind": label, "count": kinds.count(kind)}
        for kind, label in KINDS.items()
        if kind in kinds
    ]
    return "，".join([*([_("another folio line")] if difference.folio else []), *told])


def _marks_of(proof: Proof) -> Iterable[ProofMark]:
    related = ("by", "settled_by", "article", "carried_from__proof", "carried_to__proof")
    return proof.marks.select_related(*related).order_by("pk")


def _mark_row(number: int, mark: ProofMark, today: dict[int, StoryText]) -> MarkRow:
    remark = "" if mark.status == ProofMark.Status.RESOLVED else _remark(mark, today)
    return MarkRow(number, mark, remark, may_resolve=may_resolve(mark), may_carry=may_carry(mark))


def _remark(mark: ProofMark, today: dict[int, StoryText]) -> str:
    if mark.article_id is None:
        return _("The story was deleted.") if mark.is_on_story else ""
    if mark.article_id not in today:
        return _("The story stands on the page no more.")
    if mark.quote and not has_words(today[mark.article_id], mark.quote):
        return _("These words stand in the text no more.")
    return ""


def _lines(story: StoryText, marks: list[tuple[int, ProofMark]]) -> Iterator[Line]:
    """The story as it is printed, from the kicker to the last credit."""
    for kind, text in _texts(story):
        if text:
            yield Line(kind, list(_words(text, marks)))


def _texts(story: StoryText) -> Iterator[tuple[str, str]]:
    yield "kicker", story["kicker"]
    yield "headline", story["headline"]
    yield "deck", story["deck"]
    yield "byline", story["dateline"]
    yield "byline", story["byline"] or credit_line(story["credits"])
    for block in blocks(story["body"]):
        if block.kind == BlockKind.PHOTO:
            yield "slot", f"[图{block.number}]"
        else:
            yield block.kind.value, block.text
    for photo in story["photos"]:
        yield "caption", photo["caption"]
        yield "credit", credit_line(photo["credits"])


def _words(text: str, marks: list[tuple[int, ProofMark]]) -> Iterator[Words]:
    """The text in runs; what two marks quote is shown as the first one's."""
    found = sorted(
        (text.index(mark.quote), number, mark.quote)
        for number, mark in marks
        if mark.quote and mark.quote in text
    )
    at = 0
    for start, number, quote in found:
        if start >= at:
            yield Words(text[at:start])
            yield Words(quote, number)
            at = start + len(quote)
    yield Words(text[at:])
