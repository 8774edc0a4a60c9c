"""Text that knows its place: each of its characters points back to the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self


class Span(NamedTuple):
    """The characters `page[start:end]` of a page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Printed:
    """Text put together from stretches of a page: `text` is what stands in `spans`, one behind the other."""

    text: str = ""
    spans: tuple[Span, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Printed]) -> Self:
        """One text out of several, nothing between them."""
        parts = list(parts)
        return cls("".join(part.text for part in parts), tuple(span for part in parts for span in part.spans))

    def cut(self, start: int, end: int | None = None) -> Printed:
        """The part `text[start:end]` with its places; both count from the beginning."""
        end = len(self.text) if end is None else end
        spans = []
        at = 0
        for span in self.spans:
            length = span.end - span.start
            first, last = max(start - at, 0), min(end - at, length)
            if first < last:
                spans.append(Span(span.start + first, span.start + last))
            at += length
        return Printed(self.text[start:end], tuple(spans))

    def pieces(self) -> Iterator[Printed]:
        """The stretches one by one."""
        at = 0
        for span in self.spans:
            end = at + span.end - span.start
            yield Printed(self.text[at:end], (span,))
            at = end

    def stripped(self) -> Printed:
        """Without the white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        end = len(self.text.rstrip())
        return self if end - start == len(self.text) else self.cut(start, max(start, end))
