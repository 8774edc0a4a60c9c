"""What differs between two proofs of a page, story by story: by character, moved paragraphs as moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Article, Credit, Photo
from articles.revisions.changes import Change, label_of
from articles.revisions.diff import STEPS, Kind, compare, compare_rows
from issues.models import Placement, Proof
from issues.proofs.text import LINES, PageText, StoryText, credit_line

# Parts of a proof whose columns have another name.
COLUMNS = {"byline": "printed_byline"}


@dataclass(frozen=True, slots=True)
class StoryDifference:
    """A story that came (ADDED), went (REMOVED), moved (MOVED_HERE) or reads otherwise (CHANGED)."""

    kind: Kind
    article: int
    # As it stands on the newer proof; one that went as it stood on the older.
    story: StoryText
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    folio: Change | None
    stories: list[StoryDifference]

    @property
    def is_empty(self) -> bool:
        return self.folio is None and not self.stories


def difference(old: PageText, new: PageText) -> Difference:
    """What came to the newer text, went from it, moves about on it or reads otherwise."""
    before, after = _by_key(old), _by_key(new)
    rows = compare_rows([(key, "") for key in before], [(key, "") for key in after])
    both = [key for key in after if key in before and before[key] != after[key]]
    # The work of one proof has an end, however many of its stories are written anew.
    steps = STEPS // max(len(both), 1)
    keys_before, keys_after = list(before), list(after)
    found = []
    for row in (row for row in rows if row.kind != Kind.MOVED_AWAY):
        key = keys_after[row.new] if row.new is not None else keys_before[row.old or 0]
        changes = list(_changes(before[key], after[key], steps)) if key in both else []
        kind = Kind.CHANGED if changes and row.kind == Kind.SAME else row.kind
        if kind != Kind.SAME:
            story = after.get(key) or before[key]
            found.append(StoryDifference(kind, story["article"], story, changes))
    folio = _change("folio", _("folio line"), old["folio"], new["folio"], steps)
    return Difference(folio, found)


def changed_since(proof: Proof, now: PageText) -> list[StoryDifference]:
    """The stories that are not on the page as they are on the proof."""
    return difference(proof.text, now).stories


def _by_key(text: PageText) -> dict[str, StoryText]:
    return {str(story["article"]): story for story in text["stories"]}


def _changes(old: StoryText, new: StoryText, steps: int) -> Iterator[Change]:
    before, after, labels = _parts(old), _parts(new), _labels()
    for name in before:
        if change := _change(name, labels[name], before[name], after[name], steps):
            yield change


def _change(name: str, label: str, old: str, new: str, steps: int) -> Change | None:
    return None if old == new else Change(name, capfirst(label), compare(old, new, steps=steps))


def _parts(story: StoryText) -> dict[str, str]:
    """What is compared of a story, each part as one text."""
    positions = dict(Placement.Position.choices)
    return {
        "position": str(positions.get(story["position"], story["position"])),
        **{name: story[name] for name in LINES},  # type: ignore[literal-required]  # Each is one text.
        "credits": credit_line(story["credits"]),
        "photos": _photos(story),
        "pictures": _pictures(story),
        "continued_from": story["continued_from"],
        "continued_on": story["continued_on"],
    }


def _labels() -> dict[str, str]:
    return {
        "position": label_of(Placement, "position"),
        **{name: label_of(Article, COLUMNS.get(name, name)) for name in LINES},
        "credits": str(Credit._meta.verbose_name_plural),
        "photos": str(Photo._meta.verbose_name_plural),
        "pictures": _("pictures"),
        "continued_from": _("continued from"),
        "continued_on": _("continued on"),
    }


def _photos(story: StoryText) -> str:
    """A line a photo: its caption, and who took it."""
    return _lines(f"{photo['caption']}（{credit_line(photo['credits'])}）" for photo in story["photos"])


def _pictures(story: StoryText) -> str:
    """The pictures by the end of their hashes: another picture is another line."""
    return _lines(photo["picture"][-8:] or "—" for photo in story["photos"])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
