"""Small helpers for printed Chinese text. Pure; positions in the results are positions in the input."""

from __future__ import annotations

from collections import Counter

from people.bylines import fold


def without_space(text: str) -> str:
    return "".join(text.split())


def is_han(char: str) -> bool:
    return "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or char == "〇"


def unclosed(text: str) -> str:
    """The opening marks in `text` that nothing closes, in order: 据统计,全镇已召开“板凳 -> “."""
    return "".join(_lone_marks(text)[0])


def unopened(text: str) -> str:
    """The closing marks in `text` that nothing opens, in order: 会”144场 -> ”."""
    return "".join(_lone_marks(text)[1])


OPEN_FOR = {"”": "“", "’": "‘", ")": "(", "》": "《", "】": "【", "」": "「", "』": "『"}
MARKS = frozenset(OPEN_FOR) | frozenset(OPEN_FOR.values())


def _lone_marks(text: str) -> tuple[list[str], list[str]]:
    """Opening marks without a closing one, and the other way round. What a closing mark leaves open inside
    its pair was forgotten by the print.
    """
    stack: list[str] = []
    lone: list[str] = []
    waiting: Counter[str] = Counter()
    for mark in fold(text):
        if mark not in MARKS:
            continue
        opener = OPEN_FOR.get(mark)
        if opener is None:
            stack.append(mark)
            waiting[mark] += 1
        elif waiting[opener]:
            while (popped := stack.pop()) != opener:
                waiting[popped] -= 1
            waiting[opener] -= 1
        else:
            lone.append(mark)
    return stack, lone
