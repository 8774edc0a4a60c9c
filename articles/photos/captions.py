"""What the trade asks of a caption, looked for in its words. Pure, and advice only: an editor decides.

The rule on the final full stop is GB/T 15834-2011, annex A.1: a caption that is a phrase may have commas but
ends without 。, and so does one whose last part is a phrase although a 。 stands before it, as in
经过治理，本市市容市貌焕然一新。这是某区街道一景. Captions of full sentences end with their 。, as the paper
prints them. What is a phrase no machine knows for sure, so only plain cases are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from articles.text import count_characters

SHORTEST = 5
# A line or two under a picture; photo news has no other text than its caption.
LONGEST, LONGEST_AS_TEXT = 120, 320
LONGEST_CREDIT = 80

HEAD_MARK = r"[▲△▶▷◀◁▼▽←→↑↓●■]"
PICTURE = r"(?:(?:本组|以上|下列)?图片|[上下左右]图|图[①-⑩一二三四\d]?)"
POINTER = re.compile(rf"(?:^|(?<=[。！？\n]))\s*(?:{HEAD_MARK}\s*)?{PICTURE}\s*[为是:：]|^\s*{HEAD_MARK}")
# 这是某区街道一景, the standard's own example, points like 图为 does.
POINTING_PART = re.compile(rf"{POINTER.pattern}|^\s*这[里]?是")
# A township, county, village or street by the shape of its name; 在村 and 本镇 name none.
PLACE_SHAPED = re.compile(r"(?![在到于的某全本该各])[一-鿿]{2,6}(?:镇|乡|县|市|街道|村|社区|开发区|新区)")
# Words that make a part of a caption a sentence: the rest may be a phrase.
OF_A_SENTENCE = re.compile(r"在|[了着]|[将已被把让]|帮助|开展|举行|举办|参加|组织|前往|来到|介绍")
PHRASE_WITH_DE = re.compile(r"^[^的，、；：]{1,8}的[^的，、；：]{1,8}$")

ACTS = r"(?:摄影报道|摄影|摄|供图)"
LABEL = r"(?:本报|本台|日报)?(?:全媒体|见习|实习|特约|摄影|首席)?(?:记者|通讯员|实习生|摄影)"
# What is a label is no name: could it be both, a row of labels would be read in each of a million ways.
NAME = rf"(?:(?!{LABEL})[一-鿿·]){{1,4}}"
NAMES = rf"{NAME}(?:[ 　、/]+{NAME})*"
# The names are set off: by a label before them, by a bracket around them, or by a gap or a 。 in front.
CREDIT = re.compile(
    rf"[ 　]*(?:[(（]\s*(?:(?:{LABEL})[ 　:：/]*)?{NAMES}(?:[ 　]*{LABEL}[ 　]*{NAMES})*"
    rf"|(?:{LABEL})[ 　:：/]*{NAMES}(?:[ 　]*{LABEL}[ 　]*{NAMES})*|(?<=[。！？ 　]){NAMES})"
    rf"[ 　/]*{ACTS}\s*[)）]?\s*。?\s*$|[ 　]*[(（]\s*摄影\s*[:：/]\s*{NAMES}\s*[)）]\s*。?\s*$"
)
NEEDLESS_START = re.compile(r"^\s*(?:这是)?(?:一[张幅])?(?:图片|照片|图像|图为|图：|图:)")


class Code(StrEnum):
    NAMES_NOTHING = "names_nothing"
    STOP_AFTER_PHRASE = "stop_after_phrase"
    STOP_MISSING = "stop_missing"
    CREDIT_INSIDE = "credit_inside"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    ALT_MISSING = "alt_missing"
    ALT_REPEATS = "alt_repeats"
    ALT_NEEDLESS_START = "alt_needless_start"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: `text[start:end]` of the caption, or of the alternative text for an ALT code.

    `params` fill the sentence that the staff pages have for the code.
    """

    code: Code
    start: int
    end: int
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parted:
    """A caption and the credit that stood behind it, such as 记者 王燕 摄; empty where none does."""

    caption: str
    credit: str


def remarks(caption: str, *, names: Collection[str] = (), is_text: bool = False) -> Iterator[Remark]:
    """What an editor should look at in a caption.

    `names` are the places and people that the caller knows and finds in it; `is_text` says that the caption
    is all the text there is (photo news). Nothing is said of an empty caption: it is missing, not wrong.
    """
    if not caption.strip():
        return
    parted = part(caption)
    if parted.credit:
        start = caption.index(parted.credit, len(parted.caption))
        words = parted.credit.strip("()（） 。")
        yield Remark(Code.CREDIT_INSIDE, start, start + len(parted.credit), {"credit": words})
    yield from _of_names(parted.caption, names)
    yield from _of_the_stop(parted.caption)
    yield from _of_length(parted.caption, longest=LONGEST_AS_TEXT if is_text else LONGEST)


def alt_remarks(alt_text: str, *, caption: str) -> Iterator[Remark]:
    """The same for the alternative text, which says what the picture shows to who cannot see it."""
    if not alt_text.strip():
        yield Remark(Code.ALT_MISSING, 0, 0)
    elif _bare(alt_text) == _bare(caption):
        yield Remark(Code.ALT_REPEATS, 0, len(alt_text))
    elif begins := NEEDLESS_START.match(alt_text):
        yield Remark(Code.ALT_NEEDLESS_START, *begins.span(), {"words": begins.group().strip()})


def points_at_picture(caption: str) -> bool:
    """Whether it says 图为, 上图：, ▲ and the like, and so promises to name what is seen."""
    return bool(POINTER.search(caption))


def part(caption: str) -> Parted:
    """The caption without the credit behind it: 图为麦田。 记者 王燕 摄 -> 图为麦田。 and 记者 王燕 摄.

    A caption that is nothing but a credit is left as it is.
    """
    found = CREDIT.search(caption, max(0, len(caption) - LONGEST_CREDIT))
    before = caption[: found.start()].rstrip() if found else ""
    return Parted(before, found.group().strip()) if found and before else Parted(caption, "")


def _of_names(caption: str, names: Collection[str]) -> Iterator[Remark]:
    pointer = POINTER.search(caption)
    if pointer and not PLACE_SHAPED.search(caption) and not any(name in caption for name in names if name):
        yield Remark(Code.NAMES_NOTHING, *pointer.span())


def _of_the_stop(caption: str) -> Iterator[Remark]:
    text = caption.rstrip()
    has_stop = text.endswith("。")
    start = text.rstrip("。").rfind("。") + 1
    last = text[start:].rstrip("。")
    if has_stop and _is_phrase(last):
        yield Remark(Code.STOP_AFTER_PHRASE, len(text) - 1, len(text))
    elif start and not has_stop and last and last[-1] not in "！？…”）" and OF_A_SENTENCE.search(last):
        yield Remark(Code.STOP_MISSING, len(text), len(text))


def _is_phrase(part: str) -> bool:
    """图为田庄镇雪后的麦田, 田间的农机手: a thing named, nothing said of it, as far as words show."""
    if OF_A_SENTENCE.search(part) or "，" in part or "," in part:
        return False
    return bool(POINTING_PART.match(part) or PHRASE_WITH_DE.search(part))


def _of_length(caption: str, *, longest: int) -> Iterator[Remark]:
    length = count_characters(caption)
    if length < SHORTEST:
        yield Remark(Code.TOO_SHORT, 0, len(caption), {"length": length})
    elif length > longest:
        yield Remark(Code.TOO_LONG, 0, len(caption), {"length": length, "longest": longest})


def _bare(text: str) -> str:
    return re.sub(rf"^(?:{HEAD_MARK})|[\s。，、：:]|^图[为：:]", "", text.strip())
