"""Captions: a paragraph with the photographer's credit behind or below it, or one that says 图为."""

from __future__ import annotations

import re

from people.bylines import Byline, fold

LONGEST_CAPTION = 320
POINTS_AT_PICTURE = re.compile(
    r"^\s*[▲△▶◀▼←→↑↓]?\s*(?:图为|上图|下图|左图|右图|本组图片|图片)[::为]?|。图为|,图为|\(资料图\)?"
)


def is_caption(text: str, byline: Byline) -> bool:
    """Whether a block is a caption by itself."""
    if byline.dateline or len(text) > LONGEST_CAPTION:
        return False
    if byline.is_photo_credit and byline.closes and not byline.opens:
        return True
    return bool(POINTS_AT_PICTURE.search(fold(text))) and not byline.credits
