"""The headline band of a story: kicker, headline and deck in sizes that follow from rank and width. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations, pairwise

from issues.composing.breaking import CLOSING, OPENING, full_width, spaced
from issues.composing.description import Position, Story
from issues.composing.faces import Face, metrics

# The largest size of a headline by rank, for stories one, two, three … basic columns wide.
SIZES = {
    Position.LEAD: (21, 27, 34, 41, 47, 53, 57, 60),
    Position.SECOND: (18, 22, 26, 30, 33, 36, 38, 40),
    Position.BOTTOM_LEAD: (18, 22, 27, 31, 35, 38, 41, 43),
    Position.STANDARD: (15, 19.5, 23, 26, 28, 30, 32, 33),
    Position.EAR: (15, 18, 21, 24, 26, 28, 30, 30),
    Position.BRIEF: (11, 13, 15, 16, 18, 18, 18, 18),
}
STEP = 1.12  # From one step of an editor's wish to the next.
STEPS = (-3, 3)
FILLS = 0.97  # Of the width, so that a headline does not touch the rules.
# A headline is set in one more line before it is set smaller than this share of its size.
SMALLEST_SHARE = 0.74
LEAST = 11.0
LEADING = 1.2
MINOR = (12.2, 19.0)  # Sizes of kicker and deck.
BYLINE = 9.0
# So many characters longer may a line be than the next before it ends inside a word.
INSIDE_A_WORD = 6.0
BETWEEN_PHRASES = 7.0  # The blank in 以审促廉　助力经济建设 is where the title turns.
KINDS_OF_PLACES = {"镇", "乡", "县", "区", "市", "村", "街道", "社区", "新区", "开发区"}


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line of the band: its text, face and size, and how far its top is below the top of the band."""

    text: str
    face: Face
    size: float
    top: float
    role: str


@dataclass(frozen=True, slots=True)
class Heading:
    lines: tuple[TitleLine, ...] = ()
    height: float = 0.0
    size: float = 0.0

    @property
    def stretch(self) -> float:
        """How much air the band may take besides."""
        return 0.55 * self.size + 4.0 if self.lines else 0.0


@lru_cache(maxsize=4096)
def heading(story: Story, *, width: float, columns: int, step: int = 0) -> Heading:
    """The band of a story `columns` basic columns wide."""
    title = spaced(full_width(story.headline))
    sizes = SIZES[story.position]
    most = sizes[min(columns, len(sizes)) - 1] * STEP**step
    if story.is_picture_news:
        most *= 0.7
    face = face_of(story)
    parts, size = fitted(title, width=width, most=most, face=face, limit=3 if columns <= 2 else 2)
    minor = min(max(size * 0.42, MINOR[0]), MINOR[1])
    rows = [(text, Face.HEI, fine, "kicker") for text, fine in _minor(story.kicker, minor, width)]
    rows += [(text, face, size, "headline") for text in parts]
    rows += [(text, Face.SONG, fine, "deck") for text, fine in _minor(story.deck, minor, width)]
    if story.byline and not story.dateline:
        rows += [
            (text, Face.HEI, fine, "byline") for text, fine in _minor(f"□ {story.byline}", BYLINE, width)
        ]
    return _stacked(rows, size)


def face_of(story: Story) -> Face:
    """Song (宋体) for the lead and for what is written rather than reported, Hei (黑体) for the news."""
    is_song = story.position in {Position.LEAD, Position.BOTTOM_LEAD} or story.genre in {"feature", "comment"}
    return Face.SONG_BOLD if is_song else Face.HEI_BOLD


def fitted(title: str, *, width: float, most: float, face: Face, limit: int) -> tuple[tuple[str, ...], float]:
    """The title in as few lines as keep it large, none of them wider than the width."""
    if not title:
        return (), 0.0
    best: tuple[tuple[str, ...], float] = ((title,), 0.0)
    for count in range(1, limit + 3):
        parts = parted(title, count)
        widest = max(metrics(face).width(part) for part in parts)
        size = min(most, width * FILLS / widest)
        if size > best[1] + 0.5:
            best = (parts, size)
        if best[1] >= most * SMALLEST_SHARE or (count >= limit and best[1] >= LEAST):
            break
    return best


@lru_cache(maxsize=4096)
def parted(title: str, count: int) -> tuple[str, ...]:
    """The title in `count` lines of much the same length, cut at a blank or a mark where there is one near.

    No line is a single character, none begins or ends with a mark that may not stand there.
    """
    if count == 1:
        return (title,)
    places = [place for place in range(2, len(title) - 1) if _may_cut(title, place)]
    if len(places) > 60:  # A headline that is a text is cut into equal parts.
        step = len(title) / count
        return tuple(title[round(n * step) : round((n + 1) * step)].strip() for n in range(count))
    cuts = [cut for cut in combinations(places, count - 1) if _far_apart(cut)] if count < 5 else []
    if not cuts:
        return (title,) if count == 2 else parted(title, count - 1)
    best = min(cuts, key=lambda cut: _unevenness(title, cut))
    ends = (0, *best, len(title))
    return tuple(title[start:end].strip() for start, end in pairwise(ends))


def _far_apart(cut: Sequence[int]) -> bool:
    return all(later - earlier > 1 for earlier, later in pairwise(cut))


def _may_cut(title: str, place: int) -> bool:
    before, after = title[place - 1], title[place]
    return not (
        after in CLOSING
        or before in OPENING
        or (before.isascii() and after.isascii() and not (before.isspace() or after.isspace()))
        or before == after == "—"
    )


@lru_cache(maxsize=4096)
def _word_ends(title: str) -> frozenset[int] | None:
    """Where words end, a place with its kind (田庄镇) being one; None without the words (an extra)."""
    try:
        import rjieba  # noqa: PLC0415 - Without it headlines are cut by length and marks alone.
    except ImportError:
        return None
    words: list[str] = []
    for word in rjieba.cut(title):
        if words and word in KINDS_OF_PLACES:
            words[-1] += word
        else:
            words.append(word)
    return frozenset(accumulate(map(len, words)))


def _unevenness(title: str, cut: Sequence[int]) -> float:
    ends = (0, *cut, len(title))
    lengths = [end - start for start, end in pairwise(ends)]
    bonus = 0.0
    for place in cut:
        around = title[place - 1] + title[place]
        if "\u3000" in around:
            bonus += BETWEEN_PHRASES
        elif title[place - 1] in "：，！？；:":
            bonus += 3.5
        elif title[place - 1] in "”》、" or title[place] in "“《":
            bonus += 1.5
    if (word_ends := _word_ends(title)) is not None:
        bonus -= INSIDE_A_WORD * sum(place not in word_ends for place in cut)
    return max(lengths) - min(lengths) - bonus


def _minor(text: str, size: float, width: float) -> list[tuple[str, float]]:
    """Kicker, deck or byline: in one line if it is set a little smaller at most, else in two or three."""
    if not text:
        return []
    parts, found = fitted(spaced(full_width(text)), width=width, most=size, face=Face.HEI, limit=3)
    return [(part, found) for part in parts]


def _stacked(rows: Sequence[tuple[str, Face, float, str]], size: float) -> Heading:
    lines, top, last = [], 0.0, ""
    for text, face, each, role in rows:
        if last and role != last:
            top += max(3.0, 0.14 * size)
        lines.append(TitleLine(text, face, each, top, role))
        top += each * LEADING
        last = role
    return Heading(tuple(lines), top, size)
