"""Rules about a story's text: paragraphs and marks, its length, its hash. Pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audit.chain import canonical

SUBHEAD_MARK, QUOTE_MARK = "## ", "> "
# The place of a photo, by its number in the story: [图1], typed full width too.
PHOTO_SLOT = re.compile(r"[\[［【]图([0-9０-９]{1,2})[\]］】]")
# What word processors and chat programs leave in a text and nobody sees: zero-width and soft-hyphen
# characters, marks of direction, control characters.
INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f]"
)
# What no XML document may hold, written out or not: a feed or a spreadsheet with it is broken as a whole.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The basic column (基本栏) of a broadsheet page set in eight columns, in characters.
COLUMN_WIDTH = 13
INDENT = 2
# Marks that end a sentence, and what may still follow them: 。” and ……) close a paragraph as 。 does.
STOPS = "。!?！？…"
CLOSERS = "”’」』\"')）】》〉]"

# What no ellipsis stands behind.
CUT_OFF = "。，、；：！？,;:…"


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    QUOTE = "quote"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the body. Of a photo's place `text` is empty and `number` the photo's, from 1."""

    kind: BlockKind
    text: str
    number: int = 0


def blocks(body: str) -> Iterator[Block]:
    """The body line by line: a line is a paragraph; `## ` makes a subhead, `> ` a quotation, [图1] a photo.

    Blank lines and typed indents (　　) carry no meaning and are left out.
    """
    for line in body.splitlines():
        text = line.strip()
        if slot := PHOTO_SLOT.fullmatch(text):
            yield Block(BlockKind.PHOTO, "", int(slot[1]))
        elif text.startswith(SUBHEAD_MARK):
            yield Block(BlockKind.SUBHEAD, text.removeprefix(SUBHEAD_MARK).strip())
        elif text.startswith(QUOTE_MARK):
            yield Block(BlockKind.QUOTE, text.removeprefix(QUOTE_MARK).strip())
        elif text:
            yield Block(BlockKind.PARAGRAPH, text)


def clean_body(typed: str) -> str:
    """What is kept of typed or pasted text: one line a paragraph, no indents, no blanks, nothing unseen."""
    lines = INVISIBLE.sub("", typed).splitlines()
    kept = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in lines)
    return "\n".join(line for line in kept if line)


def body_length(body: str) -> int:
    """字数 of a body: what is printed of it, without the marks of subheads, quotations and photos."""
    return sum(count_characters(block.text) for block in blocks(body))


def count_characters(text: str) -> int:
    """字数: every character but white space, punctuation included.

    A printed length is lines times line length, so punctuation takes its cell like a character
    (《使用文字作品支付报酬办法》, 2014: 以版面字数计算).
    """
    return sum(not character.isspace() for character in text)


def ends_sentence(text: str) -> bool:
    """Whether a paragraph ends here: …村民说。” does, …建立“板凳会” does not (nothing stops inside)."""
    body = text.rstrip()
    stripped = body.rstrip(CLOSERS + " ")
    return bool(stripped) and stripped[-1] in STOPS


def run_in(dateline: str, printed_byline: str) -> str:
    """What runs in before the first sentence: 本报讯（记者 王燕 通讯员 郭锦萍）.

    Without a dateline nothing runs in: the printed byline then stands under the headline.
    """
    if not dateline or not printed_byline:
        return dateline
    is_bracketed = printed_byline.startswith(("（", "("))
    return f"{dateline}{printed_byline if is_bracketed else f'（{printed_byline}）'}"


def for_xml(text: str) -> str:
    return NOT_XML.sub("", text)


def lines_of(paragraphs: Iterable[str], *, width: int = COLUMN_WIDTH) -> int:
    """How many lines the paragraphs take in a column `width` characters wide, each indented by two."""
    return sum(math.ceil((INDENT + count_characters(text)) / width) for text in paragraphs if text)


def text_hash(parts: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of `parts`; equal texts give equal hashes on every machine."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def shortened(text: str, *, length: int = 24) -> str:
    """The first line, cut to `length` characters with an ellipsis."""
    line = next(iter(text.strip().splitlines()), "")
    return line if len(line) <= length else f"{line[:length].rstrip(CUT_OFF)}…"
