"""Whether the lines of a story tell two names apart: they stand in one row, or are those of kin or namesakes.

Each name is looked for once in a story, however many others it is compared with.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

KIN = re.compile(
    "兄弟|姐妹|兄妹|姐弟|弟弟|哥哥|堂弟|堂兄|堂哥|表弟|表哥|姐姐|妹妹|父子|母女|父女|母子|双胞胎|同名|谐音"
)
CLAUSE = re.compile("[，。；！？\n]")
BETWEEN = re.compile("[、和与及/ 　]")
# Names of one row stand near each other.
LONGEST_ROW = 200


class Lines:
    """The lines of a story and the clauses in them."""

    def __init__(self, lines: Iterable[str]) -> None:
        lines = list(lines)
        self.text = "\n".join(lines)
        self.lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.clauses = [0, *(match.end() for match in CLAUSE.finditer(self.text))]
        self.kin = {at for at, line in enumerate(lines, start=1) if KIN.search(line)}
        self.known: dict[str, tuple[set[int], dict[int, int]]] = {}

    def tell_apart(self, one: str, other: str) -> bool:
        lines, clauses = self._places(one)
        other_lines, other_clauses = self._places(other)
        if not self.kin.isdisjoint(lines & other_lines):
            return True
        for clause in clauses.keys() & other_clauses.keys():
            first, second = sorted(((clauses[clause], one), (other_clauses[clause], other)))
            start = first[0] + len(first[1])
            if BETWEEN.search(self.text, start, min(second[0], start + LONGEST_ROW)):
                return True
        return False

    def _places(self, name: str) -> tuple[set[int], dict[int, int]]:
        """The lines with the name, and where it stands first in each clause."""
        if name not in self.known:
            lines: set[int] = set()
            clauses: dict[int, int] = {}
            for match in re.finditer(re.escape(name), self.text):
                lines.add(bisect_right(self.lines, match.start()))
                clauses.setdefault(bisect_right(self.clauses, match.start()), match.start())
            self.known[name] = lines, clauses
        return self.known[name]
