"""Small helpers for printed Chinese text. Pure; positions in the results are positions in the input."""

from __future__ import annotations

from collections.abc import Iterator

from people.bylines import fold


def without_space(text: str) -> str:
    return "".join(text.split())


def is_han(char: str) -> bool:
    return "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or char == "〇"


def unclosed(text: str) -> str:
    """The opening marks in `text` that nothing closes, in order: 据统计,全镇已召开“板凳 -> “."""
    stack: list[str] = []
    for mark in _marks(text):
        if mark in OPEN_FOR:
            _close(stack, OPEN_FOR[mark])
        else:
            stack.append(mark)
    return "".join(stack)


def unopened(text: str) -> str:
    """The closing marks in `text` that nothing opens, in order: 会”144场 -> ”."""
    stack: list[str] = []
    lone: list[str] = []
    for mark in _marks(text):
        if mark not in OPEN_FOR:
            stack.append(mark)
        elif not _close(stack, OPEN_FOR[mark]):
            lone.append(mark)
    return "".join(lone)


OPEN_FOR = {"”": "“", "’": "‘", ")": "(", "》": "《", "】": "【", "」": "「", "』": "『"}


def _marks(text: str) -> Iterator[str]:
    pairs = set(OPEN_FOR) | set(OPEN_FOR.values())
    return (char for char in fold(text) if char in pairs)


def _close(stack: list[str], opener: str) -> bool:
    if opener not in stack:
        return False
    while stack.pop() != opener:
        pass
    return True
