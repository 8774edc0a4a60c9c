"""Captions: a paragraph with the photographer's credit behind or below it, or one that says 图为."""

from __future__ import annotations

import re

from people.bylines import Byline, fold, parse_byline

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


def is_photo_credit_line(text: str) -> bool:
    """记者 王燕 通讯员 刘菲 摄 on a line of its own."""
    byline = parse_byline(text)
    return byline.opens and byline.closes and byline.is_photo_credit
