"""Where the text of a note names somebody: an @ and a name. Pure: text and names in, places out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# The keyboard of a Chinese input method may give the full-width one.
AT = re.compile("[@＠]")
LATIN = re.compile("[0-9A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Mention:
    """An @ with what follows it, `text[start:end]`; `name` is empty where no known name follows."""

    start: int
    end: int
    name: str


def mentions(text: str, names: Collection[str]) -> Iterator[Mention]:
    """Every @ that names somebody or seems to; of several names that fit, the longest.

    Chinese has no space after a name: @赵敏请核实 names 赵敏. A Latin name ends where its word ends, so
    @zhaomin does not name zhao. The @ of an e-mail address names nobody.
    """
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    for at in AT.finditer(text):
        before, after = text[at.start() - 1 : at.start()], text[at.end() : at.end() + 1]
        if not after.strip() or (LATIN.match(before) and LATIN.match(after)):
            continue
        name = next((name for name in longest_first if _stands_at(name, text, at.end())), "")
        yield Mention(at.start(), at.end() + len(name), name)


def pieces(text: str, names: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The text cut where names are mentioned: each piece, and whether it is a mention."""
    place = 0
    for mention in mentions(text, names):
        if mention.name and mention.start >= place:
            yield text[place : mention.start], False
            yield text[mention.start : mention.end], True
            place = mention.end
    yield text[place:], False


def _stands_at(name: str, text: str, place: int) -> bool:
    end = place + len(name)
    runs_on = LATIN.match(name[-1]) and LATIN.match(text[end : end + 1])
    return text.startswith(name, place) and not runs_on
