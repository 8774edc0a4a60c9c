"""A story over several pages: its places in their order, and how much of its text stands at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from issues.board.copyfit import share_out
from issues.models import Placement


def chains(placed: Sequence[Placement]) -> list[list[Placement]]:
    """The places of each story in their order: parts of one text. A place by itself is a chain of one."""
    rows = {row.pk: row for row in placed}
    follows = {row.continues_id: row for row in placed if _is_part(row, rows)}
    found = []
    for row in placed:
        if _is_part(row, rows):
            continue
        chain = [row]
        while following := follows.get(chain[-1].pk):
            chain.append(following)
        found.append(chain)
    return found


def _is_part(row: Placement, rows: Mapping[int, Placement]) -> bool:
    """Whether it goes on with what stands at another of the places."""
    earlier = rows.get(row.continues_id) if row.continues_id else None
    return earlier is not None and earlier.article_id == row.article_id


def shares(placed: Sequence[Placement]) -> dict[int, int]:
    """The characters at each place, by its key; all places of a story have to be among `placed`."""
    return {pk: share for chain in chains(placed) for pk, share in _shares_of(chain)}


def _shares_of(chain: Sequence[Placement]) -> list[tuple[int, int]]:
    lengths = share_out(chain[0].article.length, [row.planned_length for row in chain])
    return list(zip((row.pk for row in chain), lengths, strict=True))
