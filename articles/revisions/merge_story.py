"""Two snapshots of a story that began from one, merged field by field and row by row. Pure.

A snapshot is what `articles.revisions.snapshot` takes. The result is a tree of the same form whose leaves are
parts: what each field became, with its clashes. `settle` answers the clashes and gives a snapshot again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles.revisions import merge
from articles.revisions.merge import Agreed, By, Clash, Segment
from audit.chain import canonical

Tree = dict[Any, Any]
Row = dict[str, Any]
Path = tuple[str | int, ...]

# Texts of several sentences; every other field is taken whole.
PROSE = {"body", "note", "caption"}
SETS = {"towns", "tags"}
# What belongs together and is taken together.
TOGETHER = [
    ("image", "width", "height"),
    ("focal_x", "focal_y"),
    ("person_id", "role", "title", "printed_text"),
]
# The place of a row among the others: nobody's text, so nobody is asked.
ORDER = "order"


@dataclass(frozen=True)
class Question:
    """A clash, under a name that it keeps for as long as nothing of it changes."""

    key: str
    path: Path
    clash: Clash


@dataclass(frozen=True)
class Part:
    """What became of one field: of a text its pieces in their order, of anything else one piece."""

    path: Path
    pieces: tuple[Segment, ...]

    @property
    def is_text(self) -> bool:
        return self.path[-1] in PROSE

    @property
    def keyed(self) -> list[tuple[str, Segment]]:
        """Each piece, a clash with the name of its question."""
        named: list[tuple[str, Segment]] = []
        for piece in self.pieces:
            same = sum(earlier == piece for _key, earlier in named)
            named.append((key_of(self.path, piece, same) if isinstance(piece, Clash) else "", piece))
        return named

    @property
    def questions(self) -> list[Question]:
        return [Question(key, self.path, piece) for key, piece in self.keyed if isinstance(piece, Clash)]

    def value(self, answers: Mapping[str, Any]) -> Any:
        values = [answers[key] if isinstance(each, Clash) else each.value for key, each in self.keyed]
        return "".join(values) if self.is_text else values[0]


def key_of(path: Path, clash: Clash, number: int) -> str:
    said = canonical([list(path), clash.base, clash.mine, clash.theirs, number])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def merge_stories(base: Row | None, mine: Row, theirs: Row) -> Tree:
    """Without `base` what both have in common stands for it: then whatever differs is kept or asked."""
    base = common(mine, theirs) if base is None else base
    merged: Tree = {"fields": _fields(("fields",), base["fields"], mine["fields"], theirs["fields"])}
    merged |= _fields((), *(_only(SETS, each) for each in (base, mine, theirs)))
    for name in ("credits", "photos"):
        merged[name] = _rows((name,), base[name], mine[name], theirs[name])
    return merged


def parts(tree: Any) -> Iterator[Part]:
    if isinstance(tree, Part):
        yield tree
    elif isinstance(tree, dict):
        for branch in tree.values():
            yield from parts(branch)
    elif isinstance(tree, list):
        for branch in tree:
            yield from parts(branch)


def questions(tree: Tree) -> list[Question]:
    return [question for part in parts(tree) for question in part.questions]


def settle(tree: Tree, answers: Mapping[str, Any]) -> Row:
    """The story with each question answered: `answers` has the value of each by its key."""
    story: Row = _settled(tree, answers)
    return story


def common(mine: Row, theirs: Row) -> Row:
    """What two rows, or two whole stories, have in common: the least that they can have begun from."""
    return {name: _common_value(name, mine[name], theirs[name]) for name in mine if name in theirs}


def _common_value(name: str, mine: Any, theirs: Any) -> Any:
    if name in PROSE:
        return merge.common(mine, theirs)
    if name in SETS:
        return sorted(set(mine) & set(theirs))
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return common(mine, theirs)
    if name in ("credits", "photos"):
        known = _by_id(theirs)
        return [common(row, known[row["id"]]) for row in mine if row["id"] in known]
    if mine == theirs:
        return mine
    return "" if isinstance(mine, str) else None


def _settled(tree: Any, answers: Mapping[str, Any]) -> Any:
    if isinstance(tree, Part):
        return tree.value(answers)
    if isinstance(tree, list):
        rows = (_settled(branch, answers) for branch in tree)
        return sorted((row for row in rows if row is not None), key=_place)
    if not isinstance(tree, dict):
        return tree
    found: Row = {}
    for name, branch in tree.items():
        value = _settled(branch, answers)
        found |= dict(zip(name, value, strict=True)) if isinstance(name, tuple) else {name: value}
    return found


def _place(row: Row) -> tuple[bool, int, bool, int]:
    """As the story shows them; new ones last."""
    order, key = row.get(ORDER), row["id"]
    return order is None, order or 0, key is None, key or 0


# Fields ------------------------------------------------------------------------------------------------


def _fields(path: Path, base: Row, mine: Row, theirs: Row) -> Tree:
    """Each field by itself, those of `TOGETHER` as one; the tree's key is then all their names."""
    tree: Tree = {}
    together = [names for names in TOGETHER if names[0] in theirs]
    for names in together:
        values = ([row[name] for name in names] for row in (base, mine, theirs))
        tree[names] = Part((*path, names[0]), (merge.whole(*values),))
    for name in theirs:
        if not any(name in names for names in together):
            tree[name] = _field((*path, name), name, base[name], mine[name], theirs[name])
    return tree


def _field(path: Path, name: str, base: Any, mine: Any, theirs: Any) -> Any:
    if name == "id":
        return theirs
    if name == "credits":
        return _rows(path, base, mine, theirs)
    if name in PROSE:
        return Part(path, tuple(merge.merge(*map(_plain_lines, (base, mine, theirs)))))
    if name in SETS:
        return Part(path, (_set(base, mine, theirs),))
    piece = merge.whole(base, mine, theirs)
    if name == ORDER and isinstance(piece, Clash):
        piece = Agreed(min(mine or 0, theirs or 0), By.BOTH, base)
    return Part(path, (piece,))


def _plain_lines(text: str) -> str:
    """A browser ends its lines in two characters, a printed page in one."""
    return text.replace("\r\n", "\n")


def _set(base: list[Any], mine: list[Any], theirs: list[Any]) -> Agreed:
    """What either added, without what either took out."""
    was, ours, others = set(base), set(mine), set(theirs)
    value = sorted((was & ours & others) | (ours - was) | (others - was))
    by = {(True, True): By.NOBODY, (False, True): By.MINE, (True, False): By.THEIRS}
    return Agreed(value, by.get((ours == was, others == was), By.BOTH), sorted(was))


# Rows --------------------------------------------------------------------------------------------------


def _rows(path: Path, base: list[Row], mine: list[Row], theirs: list[Row]) -> list[Any]:
    mine = _known_again(base, mine, theirs)
    was, ours, others = _by_id(base), _by_id(mine), _by_id(theirs)
    keys = dict.fromkeys([*others, *ours, *was])
    known = [_row((*path, key), was.get(key), ours.get(key), others.get(key)) for key in keys]
    fresh = _fresh(path, mine, By.MINE) + _fresh(path, theirs, By.THEIRS)
    return [row for row in known if row is not None] + fresh


def _row(path: Path, base: Row | None, mine: Row | None, theirs: Row | None) -> Tree | Part | None:
    if mine is not None and theirs is not None:
        return _fields(path, base or common(mine, theirs), mine, theirs)
    left, by = (mine, By.THEIRS) if mine is not None else (theirs, By.MINE)
    if left is None:
        return None
    if base is None:
        return Part(path, (Agreed(left, By.MINE if left is mine else By.THEIRS),))
    is_untouched = _content(left) == _content(base)
    return Part(path, (Agreed(None, by, base) if is_untouched else Clash(base, mine, theirs),))


def _fresh(path: Path, rows: list[Row], by: By) -> list[Any]:
    """Rows that the database has not seen yet."""
    new = (row for row in rows if row["id"] is None)
    return [Part((*path, f"new {number}"), (Agreed(row, by),)) for number, row in enumerate(new, 1)]


def _known_again(base: list[Row], mine: list[Row], theirs: list[Row]) -> list[Row]:
    """A name that both credited in the same role is one credit, and not two."""
    before = _by_id(base)
    added = {_name(row): row["id"] for row in theirs if row["id"] not in before and "role" in row}
    return [
        row | {"id": added[_name(row)]} if row["id"] is None and _name(row) in added else row for row in mine
    ]


def _name(row: Row) -> tuple[Any, Any]:
    return row.get("role"), row.get("printed_text")


def _by_id(rows: Iterable[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in rows if row["id"] is not None}


def _content(value: Any) -> Any:
    """A row without its place among the others."""
    if isinstance(value, dict):
        return {name: _content(each) for name, each in value.items() if name != ORDER}
    return [_content(each) for each in value] if isinstance(value, list) else value


def _only(names: Iterable[str], row: Row) -> Row:
    return {name: row[name] for name in sorted(names)}
