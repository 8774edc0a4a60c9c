"""Rules about a story's text: paragraphs and marks, its length, its hash. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SUBHEAD_MARK, QUOTE_MARK = "## ", "> "


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    text: str


def blocks(body: str) -> Iterator[Block]:
    """The body line by line: a line is a paragraph, `## ` makes it a subhead, `> ` a quotation.

    Blank lines and typed indents (　　) carry no meaning and are left out.
    """
    for line in body.splitlines():
        text = line.strip()
        if text.startswith(SUBHEAD_MARK):
            yield Block(BlockKind.SUBHEAD, text.removeprefix(SUBHEAD_MARK).strip())
        elif text.startswith(QUOTE_MARK):
            yield Block(BlockKind.QUOTE, text.removeprefix(QUOTE_MARK).strip())
        elif text:
            yield Block(BlockKind.PARAGRAPH, text)


def clean_body(typed: str) -> str:
    """What is kept of typed or pasted text: one line a paragraph, no indents, no blank lines."""
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in typed.splitlines())
    return "\n".join(line for line in lines if line)


def count_characters(text: str) -> int:
    """字数: every character but white space, punctuation included.

    A printed length is lines times line length, so punctuation takes its cell like a character
    (《使用文字作品支付报酬办法》, 2014: 以版面字数计算).
    """
    return sum(not character.isspace() for character in text)


def text_hash(parts: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of `parts`; equal texts give equal hashes on every machine."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
