"""What the proposed regions of a page are measured by: the stories of a composed page, and where they stand."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from articles.text import run_in
from issues.composing import Story
from issues.uploaded.matching import Told

OTHERS = "的一是在不了有和人这中大为上个国我以要他"


def told_of(story: Story) -> Told:
    lead = run_in(story.dateline, story.byline)
    headings = [story.kicker, story.headline, story.deck, *([] if story.dateline else [story.byline])]
    return Told(
        story.id,
        tuple(headings),
        lead + "".join(block.text for block in story.body),
        tuple(f"{picture.caption}{picture.credit}" for picture in story.pictures),
    )


def changed(told: Told, share: float, seed: int) -> Told:
    """With this share of the characters of its text put right after the page was laid out."""
    dice = random.Random(seed)
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


def _common(one: list[tuple[float, ...]], other: list[tuple[float, ...]]) -> float:
    xs = sorted({box[at] for box in [*one, *other] for at in (0, 2)})
    ys = sorted({box[at] for box in [*one, *other] for at in (1, 3)})
    both = either = 0.0
    for x, right in zip(xs, xs[1:], strict=False):
        for y, bottom in zip(ys, ys[1:], strict=False):
            inside = [
                any(box[0] <= x and right <= box[2] and box[1] <= y and bottom <= box[3] for box in boxes)
                for boxes in (one, other)
            ]
            area = (right - x) * (bottom - y)
            both += area * all(inside)
            either += area * any(inside)
    return both / either if either else 0.0
