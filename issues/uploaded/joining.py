"""The lines and pictures of each story joined to rectangles that hold nothing of another story. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from issues.uploaded.matching import CERTAIN, Run
from issues.uploaded.sheet import Box

OVERLAP = 0.25  # of a line's own area: with less of it a rectangle only touches the line
CAPTION_AWAY = 0.02  # of the height of the page, between a picture and its caption
PICTURE_AWAY = 0.06
STRAY = 0.05  # of a story's letters: what is less and stands apart is somebody's mistake
MARGIN = 0.0012  # of the height of the page, around the letters
LEAST = 0.002
COLUMN = 1.1  # times as wide: what is still one column
LINE_AWAY = 0.02
HEADING_COUNTS = 5  # letters more: a heading alone is no stray


@dataclass(frozen=True, slots=True)
class Part:
    """Something on the page: how many letters it has, and whose it is."""

    box: Box
    story: int | None
    letters: int = 0
    is_heading: bool = False


def join(runs: Sequence[Run], pictures: Iterable[Box], frames: Iterable[Box]) -> dict[int, list[Box]]:
    """The rectangles of each story, from the top left; the largest alone where parts are strays."""
    frames = list(frames)
    # A chart that was drawn is a picture too, and so is the place of a photo that has not come.
    empty = [frame for frame in frames if not any(frame.holds(run.box) for run in runs)]
    parts = [Part(run.box, run.story, len(run.text), run.is_heading) for run in runs]
    parts += [Part(box, _story_of_picture(box, runs)) for box in [*pictures, *empty]]
    own: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        if part.story is not None:
            own[part.story].append(part)
    found = {story: _joined(story, mine, parts) for story, mine in own.items()}
    framed = {story: _framed(boxes, found, frames, story) for story, boxes in found.items()}
    padded = {story: [_padded(box) for box in boxes] for story, boxes in framed.items()}
    return {story: sorted(boxes, key=lambda box: (box.x0, box.y0)) for story, boxes in _apart(padded).items()}


# Pictures -----------------------------------------------------------------------------------------------


def _story_of_picture(picture: Box, runs: Sequence[Run]) -> int | None:
    """Whose caption stands at it; else whose lines stand on both sides of it, or nearest to it."""
    captions = [(_gap(picture, run.box), run) for run in runs if run.is_caption and run.story is not None]
    near = min(captions, key=lambda each: each[0], default=None)
    if near is not None and near[0] <= CAPTION_AWAY:
        return near[1].story
    others = [(_gap(picture, run.box), run) for run in runs if run.story is not None]
    nearest = min(others, key=lambda each: each[0], default=None)
    return nearest[1].story if nearest is not None and nearest[0] <= PICTURE_AWAY else None


def _gap(one: Box, other: Box) -> float:
    shared = one.shared(other)
    return float((max(-shared.width, 0.0) ** 2 + max(-shared.height, 0.0) ** 2) ** 0.5)


# Joining ------------------------------------------------------------------------------------------------


def _joined(story: int, own: Sequence[Part], parts: Sequence[Part]) -> list[Box]:
    others = [part for part in parts if part.story != story and (part.story is not None or _counts(part))]
    blocks = _merged(_stacked(own, others), others)
    whole = sum(count for _box, count in blocks)
    kept = [box for box, count in blocks if count >= STRAY * whole or count >= 4 * CERTAIN]
    return kept or [max(blocks, key=lambda each: each[1])[0]]


def _counts(part: Part) -> bool:
    """Of what is nobody's, a few letters or a picture do not divide a story."""
    return part.letters >= CERTAIN


def _stacked(own: Sequence[Part], others: Sequence[Part]) -> list[tuple[Box, int]]:
    """Columns first: what stands below each other and is no wider."""
    blocks: list[tuple[Box, int]] = []
    for part in sorted(own, key=lambda each: each.box.y0):
        count = part.letters + HEADING_COUNTS * part.is_heading
        for at, (box, before) in enumerate(blocks):
            around = box.joined(part.box)
            is_under = around.width <= COLUMN * max(box.width, part.box.width)
            if is_under and part.box.y0 - box.y1 <= LINE_AWAY and _is_free(around, others):
                blocks[at] = (around, before + count)
                break
        else:
            blocks.append((part.box, count))
    return blocks


def _merged(blocks: list[tuple[Box, int]], others: Sequence[Part]) -> list[tuple[Box, int]]:
    """The two that are nearest first, as long as a rectangle around both holds nothing of the others."""
    blocks = sorted(blocks, key=lambda each: (each[0].y0, each[0].x0))
    refused: set[tuple[Box, Box]] = set()
    while True:
        pair = _nearest_pair(blocks, refused)
        if pair is None:
            return blocks
        one, other = pair
        around = blocks[one][0].joined(blocks[other][0])
        if _is_free(around, others):
            count = blocks[one][1] + blocks[other][1]
            blocks = [
                each for at, each in enumerate(blocks) if at not in pair and not _lies_in(each[0], around)
            ]
            blocks.append((around, count))
        else:
            refused.add((blocks[one][0], blocks[other][0]))


def _nearest_pair(blocks: Sequence[tuple[Box, int]], refused: set[tuple[Box, Box]]) -> tuple[int, int] | None:
    best, found = float("inf"), None
    for at, (one, _count) in enumerate(blocks):
        for later in range(at + 1, len(blocks)):
            gap = _gap(one, blocks[later][0])
            if gap < best and (one, blocks[later][0]) not in refused:
                best, found = gap, (at, later)
    return found


def _lies_in(box: Box, around: Box) -> bool:
    return box.shared(around) == box


def _is_free(around: Box, others: Iterable[Part]) -> bool:
    for part in others:
        shared = around.shared(part.box)
        if shared.width > 0 and shared.height > 0 and shared.area > OVERLAP * part.box.area:
            return False
    return True


# What is around them ------------------------------------------------------------------------------------


def _framed(
    boxes: list[Box], found: Mapping[int, Sequence[Box]], frames: Iterable[Box], story: int
) -> list[Box]:
    """A frame or tint that holds one rectangle of this story and nothing of another is its edge."""
    foreign = [Part(box, key) for key, others in found.items() if key != story for box in others]
    result = list(boxes)
    for frame in frames:
        inside = [box for box in result if frame.holds(box)]
        is_around = len(inside) == 1 and _lies_in(inside[0], _padded(frame))
        if is_around and frame.area <= 2 * inside[0].area and _is_free(frame, foreign):
            result[result.index(inside[0])] = frame
    return result


def _padded(box: Box) -> Box:
    return Box(box.x0 - MARGIN, box.y0 - MARGIN, box.x1 + MARGIN, box.y1 + MARGIN)


def _apart(found: Mapping[int, Sequence[Box]]) -> dict[int, list[Box]]:
    """Where the rectangles of two stories overlap, both end in the middle of what they share."""
    result = {story: list(boxes) for story, boxes in found.items()}
    places = [(story, at) for story, boxes in result.items() for at in range(len(boxes))]
    for number, (story, at) in enumerate(places):
        for other, place in places[number + 1 :]:
            if other != story:
                parted = _parted(result[story][at], result[other][place])
                result[story][at], result[other][place] = parted
    return {
        story: [box for box in boxes if min(box.width, box.height) >= LEAST]
        for story, boxes in result.items()
    }


def _parted(one: Box, other: Box) -> tuple[Box, Box]:
    shared = one.shared(other)
    if shared.width <= 0 or shared.height <= 0 or shared.area > 0.5 * min(one.area, other.area):
        return one, other
    x, y = shared.middle
    if shared.width < shared.height:
        left, right = sorted((one, other), key=lambda box: box.middle[0])
        cut = (left._replace(x1=min(left.x1, x)), right._replace(x0=max(right.x0, x)))
        return cut if left is one else (cut[1], cut[0])
    upper, lower = sorted((one, other), key=lambda box: box.middle[1])
    cut = (upper._replace(y1=min(upper.y1, y)), lower._replace(y0=max(lower.y0, y)))
    return cut if upper is one else (cut[1], cut[0])
