"""The by-line that a photographer wrote into a picture, taken apart. Pure.

记者 王燕 摄              王燕, with the title 记者
本报记者王 燕 通讯员刘菲/摄   王燕 and 刘菲, each with a title
菏泽市融媒体中心 供图        a provider
Wang Yan                 as it stands
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from people.names import HAN, normalise_name

TITLE = re.compile(r"(?:本报|日报)?(?:全媒体|见习|首席|特约|特派|摄影|实习)?(?:记者|通讯员|实习生|摄影师)")
BEGINNING = re.compile(r"^(?:文[\s/]*)?(?:摄影报道|摄影|摄|图片|图)\s*[:/\s]\s*")
ENDING = re.compile(r"[\s/]*(?P<act>供\s*图|(?:文[\s/]*)?(?:摄影报道|摄影|摄|图))\s*$")
SEPARATORS = re.compile(r"[、,;:/|&\n]+")
BRACKETS = re.compile(r"[()\[\]【】〔〕<>《》]")
PADDED = re.compile(rf"(?<![{HAN}])([{HAN}])\s+([{HAN}])(?![{HAN}])")
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class PictureName:
    name: str
    title: str = ""
    is_provider: bool = False


def picture_names(bylines: Iterable[str]) -> list[PictureName]:
    """Who took or gave the picture, each name once, in the order they are printed."""
    found = (name for byline in bylines for name in _names(byline))
    return list({name.name: name for name in reversed(list(found))}.values())[::-1]


def _names(byline: str) -> Iterator[PictureName]:
    text = BRACKETS.sub(" ", unicodedata.normalize("NFKC", byline)).strip()
    text = BEGINNING.sub("", text)
    ending = ENDING.search(text)
    # 李摄 is a name of two characters, and no 李 who took a picture.
    if ending and len(text[: ending.start()].strip()) >= SHORTEST_NAME:
        text = text[: ending.start()]
    is_provider = ending is not None and ending["act"].startswith("供")
    title, start = "", 0
    for match in TITLE.finditer(text):
        yield from _of_group(text[start : match.start()], title, is_provider=is_provider)
        title, start = match[0], match.end()
    yield from _of_group(text[start:], title, is_provider=is_provider)


def _of_group(text: str, title: str, *, is_provider: bool) -> Iterator[PictureName]:
    for piece in SEPARATORS.split(PADDED.sub(r"\1\2", text)):
        is_chinese = re.search(rf"[{HAN}]", piece)
        for word in piece.split() if is_chinese else [piece.strip()]:
            if len(name := normalise_name(word)) >= SHORTEST_NAME:
                yield PictureName(name, title, is_provider)
