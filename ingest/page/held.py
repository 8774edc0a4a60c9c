"""What a story holds on one way to read the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.page.events import Draft, Piece
from ingest.page.features import Text

# Texts by which a story is known: of a longer one the beginning tells what it is about.
MOST_TEXTS = 24


@dataclass(frozen=True, slots=True, eq=False)
class PieceTexts:
    """A piece with the texts of its units: a paragraph, or a crosshead and the paragraph under it."""

    number: int
    piece: Piece
    texts: tuple[Text, ...]

    @property
    def has_credits(self) -> bool:
        return bool(self.piece.units[-1].byline.credits)


@dataclass(slots=True, eq=False)
class Held:
    """The texts of one story so far, summed up. The same pieces in the same order are the same object.

    Its `evidence` is kept by the number of the piece; `grown` is what it becomes with a further one.
    """

    draft: Draft
    title: Counter[str]
    size: int
    tail: Text | None
    counts: Counter[str]
    topics: Counter[str]
    towns: frozenset[str]
    counties: frozenset[str]
    bodies: frozenset[str]
    has_crosshead: bool
    has_byline: bool
    is_ended: bool
    is_beginning: bool = True
    evidence: dict[int, tuple[dict[str, float], float]] = field(default_factory=dict)
    grown: dict[int, Held] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.tail is not None and self.tail.is_open

    def with_piece(self, piece: PieceTexts) -> Held:
        if piece.number not in self.grown:
            units = piece.piece.units
            held = _summed(self, piece.texts)
            held.is_beginning = False
            held.has_byline = self.has_byline or any(unit.byline.credits for unit in units)
            held.is_ended = self.is_ended or any(unit.ends_story for unit in units)
            self.grown[piece.number] = held
        return self.grown[piece.number]


def begun(draft: Draft, texts: Sequence[Text]) -> Held:
    """A story with nothing but what it surely owns."""
    nothing: frozenset[str] = frozenset()
    empty = Held(
        draft, Counter(), 0, None, Counter(), Counter(), nothing, nothing, nothing, False, False, False
    )
    held = _summed(empty, texts)
    held.title = Counter(gram for text in texts[: len(draft.title)] for gram in text.grams)
    held.has_byline = any(unit.byline.credits for unit in draft.units)
    held.is_ended = any(unit.ends_story for unit in draft.units)
    return held


def _summed(before: Held, texts: Sequence[Text]) -> Held:
    """What was held with further texts."""
    held = replace(
        before,
        size=before.size + len(texts),
        tail=texts[-1] if texts else before.tail,
        has_crosshead=before.has_crosshead or any(text.is_crosshead for text in texts),
        evidence={},
        grown={},
    )
    if texts and before.size < MOST_TEXTS:
        held.counts = before.counts.copy()
        for text in texts:
            held.counts.update(text.grams)
        held.topics = before.topics.copy()
        for text in texts:
            held.topics.update(text.topics)
        held.towns = before.towns.union(*(text.towns for text in texts))
        held.counties = before.counties.union(*(text.counties for text in texts))
        held.bodies = before.bodies.union(*(text.bodies for text in texts))
    return held
