"""How tags are typed: 主题教育，乡村振兴、招商引资 or separated by Western commas. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATORS = re.compile(r"[,，、;；\n]+")


def parse_tags(typed: str) -> list[str]:
    """The tags in the order typed, each once, without a leading #; inner spaces stay."""
    tags = (tag.strip().lstrip("#＃").strip() for tag in SEPARATORS.split(typed or ""))
    return list(dict.fromkeys(tag for tag in tags if tag))


def join_tags(tags: Iterable[object]) -> str:
    return "，".join(sorted(str(tag) for tag in tags))
