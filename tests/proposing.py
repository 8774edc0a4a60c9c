"""What proposed regions are measured by: where the stories of a composed page stand."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from issues.uploaded.matching import Told

OTHERS = "的一是在不了有和人这中大为上个国我以要他"


def changed(told: Told, share: float, seed: int) -> Told:
    """With this share of the characters of its text put right after the page was laid out."""
    dice = random.Random(seed)  # noqa: S311 - For a page that is the same each time.
    text = "".join(dice.choice(OTHERS) if dice.random() < share else char for char in told.text)
    return replace(told, text=text)


def likeness(truth: Iterable[Any], found: Iterable[Any]) -> dict[int, float]:
    """Of each story of the truth, the common area by the area of both, all its regions together."""
    expected, proposed = _by_story(truth), _by_story(found)
    return {story: _common(boxes, proposed.get(story, [])) for story, boxes in expected.items()}


def _by_story(regions: Iterable[Any]) -> dict[int, list[tuple[float, float, float, float]]]:
    result = defaultdict(list)
    for each in regions:
        result[each.story].append((each.x, each.y, each.x + each.width, each.y + each.height))
    return result


def _common(one: Sequence[tuple[float, ...]], other: Sequence[tuple[float, ...]]) -> float:
    xs = sorted({box[at] for box in [*one, *other] for at in (0, 2)})
    ys = sorted({box[at] for box in [*one, *other] for at in (1, 3)})
    both = either = 0.0
    for x, right in pairwise(xs):
        for y, bottom in pairwise(ys):
            inside = [
                any(box[0] <= x and right <= box[2] and box[1] <= y and bottom <= box[3] for box in boxes)
                for boxes in (one, other)
            ]
            area = (right - x) * (bottom - y)
            both += area * all(inside)
            either += area * any(inside)
    return both / either if either else 0.0
