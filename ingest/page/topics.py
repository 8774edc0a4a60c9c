"""What a text is about: the fields a local paper reports from, each with the words that give it away.

Two paragraphs of one story may have no word in common but be of one field: 学生 here, 校园 there. Each line
of the file is a field with its words; a word may be of several.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FIELDS = Path(__file__).parent / "data" / "fields.txt"


@cache
def fields_of() -> Mapping[str, list[str]]:
    """The fields of each word."""
    fields: dict[str, list[str]] = defaultdict(list)
    for line in FIELDS.read_text(encoding="utf-8").splitlines():
        name, *words = line.split()
        for word in words:
            fields[word].append(name)
    return dict(fields)


@cache
def _sizes() -> list[int]:
    return sorted({len(word) for word in fields_of()})


def topics(flat: str) -> Counter[str]:
    """How many words of each field a text prints, each counted once."""
    groups = {flat[i : i + size] for size in _sizes() for i in range(len(flat) - size + 1)}
    return Counter(field for word in groups & fields_of().keys() for field in fields_of()[word])
