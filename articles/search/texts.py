"""The texts of a story that are searched, as they are printed, and in what order they stand.

Lines keep parts apart: nothing is found across the end of a paragraph. The searched text begins with title
and byline, so a word that may stand anywhere is looked for in one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from people.names import HAN

if TYPE_CHECKING:
    from articles.models import Article, Credit

# Between two characters that stand alone: 王 燕, but not 记者 王燕.
PADDING = re.compile(rf"(?<=(?<![{HAN}])[{HAN}])\s+(?=[{HAN}](?![{HAN}]))")


def title_of(story: Article) -> str:
    """Kicker, headline and deck."""
    return _lines([story.kicker, story.headline, story.deck])


def byline_of(story: Article) -> str:
    """The byline as it is printed, and every name that story and photos are credited to.

    Printed names are padded, 王 燕; readers type 王燕.
    """
    names = [f"{each.title} {each.printed_text}".strip() for each in credits_of(story)]
    printed = PADDING.sub("", story.printed_byline)
    return _lines([printed, *(PADDING.sub("", name) for name in names)])


def credits_of(story: Article) -> list[Credit]:
    """The credits of the story, then those of its photos."""
    of_photos = [credit for photo in story.photos.all() for credit in photo.credits.all()]
    return [*story.credits.all(), *of_photos]


def text_of(story: Article) -> str:
    """All that is searched: title, byline, then the dateline, the body and the captions."""
    return _lines([title_of(story), byline_of(story), body_of(story)])


def body_of(story: Article) -> str:
    """What stands below title and byline: the dateline, the body and the captions."""
    return _lines([*_below(story)])


def _below(story: Article) -> Iterator[str]:
    yield story.dateline
    yield from (block.text for block in story.blocks)
    yield from (photo.caption for photo in story.photos.all())


def _lines(parts: list[str]) -> str:
    return "\n".join(part for part in parts if part)
