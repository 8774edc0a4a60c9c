"""Which story each line of a page belongs to, told by its words. Pure.

The letters of the page become runs: what stands side by side in one line of one column. A run belongs to the
story whose text holds it; of several that do, to the one whose words go on in the line above or below it, or
else to the nearest. A run that no text holds word by word (a few characters were changed after the page was
laid out) belongs to the one with which it shares the most pieces of three characters.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from issues.uploaded.sheet import Box, Letter

SAME_LINE = 0.3  # of the size: how far letters of one line stand above or below each other
SAME_SIZE = 1.2  # times: beyond it two letters are of two kinds of type
BESIDE, BESIDE_AGAIN = 1.1, 0.7  # sizes between two letters of a line: in the order of the file, and in any
UNDER = 2.6  # sizes from a line to the next of its column
DOWN = 1.8  # sizes from a letter to the next of a vertical line
PIECE = 3
SHARED_PIECES = 0.5
CERTAIN = 5  # characters: what is shorter stands in many texts
MOST_PLACES = 6
SKIPPED = 8  # characters that may be missing between two lines that go on: a byline, a mark
HEADING, CAPTION = 1.35, 0.96  # times the size of the body
ASIDE = 0.1  # of the distance along a line of captions
NEAR = 4.0  # sizes: a short run belongs to what is no farther


def plain(text: str) -> str:
    """What two settings of one text have in common: no spaces, and marks and figures of one width."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class Told:
    """A story: what is set as headings in their order, what runs in before its text, the text, captions."""

    id: int
    headings: tuple[str, ...] = ()
    text: str = ""
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """A story's words as they are looked for; a line break between its parts, which no run holds."""

    id: int
    headings: tuple[str, ...]
    whole: str
    captions: tuple[str, ...]

    @classmethod
    def of(cls, told: Told) -> Words:
        headings, captions = (
            tuple(filter(None, map(plain, each))) for each in (told.headings, told.captions)
        )
        return cls(told.id, headings, "\n".join([*headings, plain(told.text), *captions]), captions)

    @cached_property
    def pieces(self) -> dict[str, int]:
        """Where each piece stands first."""
        found: dict[str, int] = {}
        for at in range(len(self.whole) - PIECE, -1, -1):
            found[self.whole[at : at + PIECE]] = at
        return found

    def places(self, run: str) -> list[int]:
        found: list[int] = []
        at = self.whole.find(run)
        while at >= 0 and len(found) < MOST_PLACES:
            found.append(at)
            at = self.whole.find(run, at + 1)
        return found

    def likeness(self, run: str) -> tuple[float, int]:
        """The share of the run's pieces that the text holds, and where the run begins by the first one."""
        held = [(at, self.pieces[piece]) for at, piece in enumerate(pieces_of(run)) if piece in self.pieces]
        count = len(run) - PIECE + 1
        return (len(held) / count, max(held[0][1] - held[0][0], 0)) if held else (0.0, 0)


def pieces_of(text: str) -> Iterator[str]:
    return (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


@dataclass(eq=False)
class Run:
    """Letters side by side. `at` are the stories that may hold them, with the places in their words;
    `likeness` is how much of them each holds.
    """

    text: str
    box: Box
    size: float
    at: dict[int, list[int]] = field(default_factory=dict)
    likeness: dict[int, float] = field(default_factory=dict)
    story: int | None = None
    is_heading: bool = False
    is_caption: bool = False
    above: Run | None = None
    below: Run | None = None

    @property
    def is_letter(self) -> bool:
        return len(self.text) <= 1


def runs_of(letters: Sequence[Letter]) -> list[Run]:
    """In the order of the file first, then whatever still stands side by side, then vertical type."""
    runs: list[Run] = []
    for letter in letters:
        text = plain(letter.char)
        if not text:
            continue
        run = Run(text, letter.box, letter.box.height)
        if not runs or not _joined(runs[-1], run, within=BESIDE):
            runs.append(run)
    return _down(_side_by_side(runs))


def _joined(run: Run, other: Run, *, within: float) -> bool:
    """Whether the other goes on where the run ends; it is a part of the run then."""
    small, large = sorted((run.size, other.size))
    is_level = abs(run.box.middle[1] - other.box.middle[1]) <= SAME_LINE * large
    gap = other.box.x0 - run.box.x1
    if large > small * SAME_SIZE or not is_level or not -SAME_LINE * large <= gap <= within * large:
        return False
    run.text, run.box = run.text + other.text, run.box.joined(other.box)
    return True


def _side_by_side(runs: Iterable[Run]) -> list[Run]:
    """What the file has in another order than the line: each run tries those that end left of it."""
    rows: dict[int, list[Run]] = defaultdict(list)
    kept: list[Run] = []
    for run in sorted(runs, key=lambda each: each.box.x0):
        row = int(run.box.middle[1] / max(run.size, 1e-4))
        near = [each for key in (row - 1, row, row + 1) for each in rows[key]]
        if not any(_joined(each, run, within=BESIDE_AGAIN) for each in near):
            rows[row].append(run)
            kept.append(run)
    return kept


def _down(runs: list[Run]) -> list[Run]:
    """Letters that stand alone below each other are one run of vertical type."""
    kept = [run for run in runs if not run.is_letter]
    ends: list[Run] = []
    for run in sorted((run for run in runs if run.is_letter), key=lambda each: each.box.y0):
        for end in ends:
            is_under = abs(end.box.middle[0] - run.box.middle[0]) <= SAME_LINE * run.size
            if is_under and 0 < run.box.y1 - end.box.y1 <= DOWN * run.size:
                end.text, end.box = end.text + run.text, end.box.joined(run.box)
                break
        else:
            ends.append(run)
    return [*kept, *ends]


# Whose they are -----------------------------------------------------------------------------------------


def match(runs: Sequence[Run], stories: Sequence[Told]) -> None:
    """Set the story of every run that has one."""
    words = [Words.of(story) for story in stories]
    body = _body_size(runs)
    for run in runs:
        _look_up(run, words, body)
        if len(run.at) == 1 and (len(run.text) >= CERTAIN or run.is_heading):
            run.story = next(iter(run.at))
    _stack(runs)
    while _go_on(runs) or _turn(runs) or _take_chain(runs):
        pass
    _take_nearest(runs)
    _take_neighbours(runs)


def _body_size(runs: Sequence[Run]) -> float:
    sizes = [run.size for run in runs for _letter in run.text]
    return median(sizes) if sizes else 0.0


def _look_up(run: Run, words: Sequence[Words], body: float) -> None:
    for each in words:
        if places := each.places(run.text):
            run.at[each.id], run.likeness[each.id] = places, 1.0
        elif len(run.text) >= CERTAIN:
            # A few characters were changed, and another story may hold these words by chance.
            share, at = each.likeness(run.text)
            if share >= SHARED_PIECES:
                run.at[each.id], run.likeness[each.id] = [at], share
    # A whole heading, or a large part of one in large type, is rather that than the same words in a text.
    least = 0.3 if run.size >= HEADING * body else 0.99
    headed = {
        each.id
        for each in words
        if any(run.text in heading and len(run.text) >= least * len(heading) for heading in each.headings)
    }
    if headed and (run.size >= HEADING * body or len(run.text) >= CERTAIN):
        run.at = {key: places for key, places in run.at.items() if key in headed}
        run.is_heading = True
    held = {each.id for each in words if any(run.text in caption for caption in each.captions)}
    if held and run.size <= CAPTION * body and len(run.text) >= CERTAIN:
        run.at = {key: places for key, places in run.at.items() if key in held}
    run.is_caption = bool(held) and held >= set(run.at)


def _stack(runs: Sequence[Run]) -> None:
    """The next line below each, where both stand in one column."""
    ordered = sorted(runs, key=lambda run: run.box.y0)
    for number, run in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.box.y0 - run.box.y0 > UNDER * max(run.size, other.size):
                break
            if _is_under(run, other):
                run.below = other
                if other.above is None or other.above.box.y1 < run.box.y1:
                    other.above = run
                break


def _is_under(run: Run, other: Run) -> bool:
    shared = run.box.shared(other.box)
    narrow = min(run.box.width, other.box.width)
    return other.box.y0 - run.box.y0 > 0.5 * min(run.size, other.size) and shared.width >= 0.5 * narrow


def _go_on(runs: Sequence[Run]) -> bool:
    """Of several stories, the one whose words go on from or into the neighbour's. Whether any was found."""
    found = False
    for run in runs:
        if run.story is not None or not run.at:
            continue
        held = {key for key in run.at if _continues(run.above, run, key) or _continues(run, run.below, key)}
        if len(held) == 1:
            run.story, found = held.pop(), True
    return found


def _turn(runs: Sequence[Run]) -> bool:
    """The same from the foot of one column to the head of another: one story whose words go on there."""
    feet: dict[int, set[int]] = defaultdict(set)
    for run in runs:
        if run.story is not None and not _continues(run, run.below, run.story):
            feet[run.story] |= {at + len(run.text) for at in run.at.get(run.story, ())}
    for run in runs:
        is_head = run.above is None or run.above.story is not None
        if run.story is None and len(run.at) > 1 and is_head and not run.is_heading:
            held = {key for key, places in run.at.items() if any(at in feet[key] for at in places)}
            if len(held) == 1:
                run.story = held.pop()
                return True
    return False


def _take_chain(runs: Sequence[Run]) -> bool:
    """Lines that may be several stories' all the way: the one that holds most of what goes on there."""
    for chain in _chains(runs):
        support: dict[int, float] = defaultdict(float)
        for run in chain:
            for key in run.at:
                support[key] += run.likeness[key] * len(run.text)
        for beside in (chain[0].above, chain[-1].below):
            if beside is not None and beside.story is not None and beside.story in support:
                support[beside.story] += len(beside.text)
        (best, most), *others = sorted(support.items(), key=lambda each: -each[1])
        if len(chain) > 1 and (not others or most > others[0][1] + 0.5):
            for run in chain:
                run.story = best if best in run.at else None
            return True
    return False


def _chains(runs: Sequence[Run]) -> list[list[Run]]:
    """Open lines below each other, as far as the words of any of their stories go on."""
    chains: dict[int, list[Run]] = {}
    for run in sorted(
        (each for each in runs if each.story is None and each.at), key=lambda each: each.box.y0
    ):
        above = run.above
        goes_on = above is not None and any(_follows(above, run, key) for key in run.at)
        chain = chains.get(id(above), []) if goes_on else []
        chain.append(run)
        chains[id(run)] = chain
    return list({id(chain): chain for chain in chains.values()}.values())


def _continues(first: Run | None, second: Run | None, story: int) -> bool:
    if first is None or second is None or story not in (first.story, second.story):
        return False
    return _follows(first, second, story)


def _follows(first: Run, second: Run, story: int) -> bool:
    ends = [at + len(first.text) for at in first.at.get(story, ())]
    return any(0 <= at - end <= SKIPPED for end in ends for at in second.at.get(story, ()))


def _take_nearest(runs: Sequence[Run]) -> None:
    """What is still open goes to the nearest of its stories; each heading once to each, the nearest first."""
    certain: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        if run.story is not None:
            certain[run.story].append(run)
    open_ones = [run for run in runs if run.story is None and run.at]
    ways = sorted(
        (
            (min(distance(run, other) for other in _like(run, certain[key])), number, key)
            for number, run in enumerate(open_ones)
            for key in run.at
            if certain[key]
        ),
        key=lambda way: way[0],
    )
    headed: set[tuple[int, str]] = set()
    for away, number, key in ways:
        run = open_ones[number]
        is_taken = run.is_heading and (key, run.text) in headed
        is_far = len(run.text) < CERTAIN and not run.is_heading and away > NEAR * run.size
        if run.story is None and not is_taken and not is_far:
            run.story = key
            headed.add((key, run.text))


def _like(run: Run, others: Sequence[Run]) -> Sequence[Run]:
    """A caption, or who took the picture, goes with captions."""
    captions = [each for each in others if each.is_caption] if run.is_caption else []
    return captions or others


def distance(run: Run, other: Run) -> float:
    """Between the edges of both; a heading stands above what it heads, so what is above it is farther."""
    shared = run.box.shared(other.box)
    across, down = max(-shared.width, 0.0), max(-shared.height, 0.0)
    if run.is_caption and other.is_caption and not down:
        return across * ASIDE
    is_above = run.is_heading and other.box.middle[1] < run.box.middle[1]
    return float((across**2 + down**2) ** 0.5) * (3 if is_above else 1)


def _take_neighbours(runs: Sequence[Run]) -> None:
    """What no story holds, such as 下转A2版, goes with the lines above and below it."""
    for run in sorted(runs, key=lambda each: each.box.y0):
        if run.story is None and not run.at:
            near = [
                each.story for each in (run.above, run.below) if each is not None and _is_close(run, each)
            ]
            stories = {story for story in near if story is not None}
            if len(stories) == 1:
                run.story = stories.pop()


def _is_close(run: Run, other: Run) -> bool:
    gap = max(other.box.y0 - run.box.y1, run.box.y0 - other.box.y1)
    return gap <= min(run.size, other.size)
