"""Towns that the text names, each with the words that led to it; and the county that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.proposals.draft import Draft
from towns.gazetteer import Mention
from towns.places import Places, TownRow


@dataclass(slots=True)
class NamedTown:
    """A town and why it is proposed; `is_certain` unless the words may mean another one."""

    town: TownRow
    is_certain: bool
    why: str
    words: list[str] = field(default_factory=list)

    def add(self, word: str) -> None:
        if word not in self.words:
            self.words.append(word)


def named_towns(draft: Draft, places: Places, *, county: str = "") -> list[NamedTown]:
    """The towns of the text in the order of their first mention, what was chosen already included.

    `county` is that of the story or of its author, and decides between towns of one name.
    """
    found: dict[int, NamedTown] = {}
    for mention in places.gazetteer.find(draft.text, county_hint=county or None):
        for town in _meant(mention, places):
            _note(found, town, mention)
    for village in places.gazetteer.villages_in(draft.text):
        _add_village(found, village, places.towns_of_village(village), draft=draft, county=county)
    return list(found.values())


def _meant(mention: Mention, places: Places) -> Iterator[TownRow]:
    """The rows of the name: in the county it was placed in, or in every county."""
    for town in places.by_name.get(mention.town, ()):
        if mention.reason == "ambiguous" or town.county == mention.county:
            yield town


def _note(found: dict[int, NamedTown], town: TownRow, mention: Mention) -> None:
    """A town named twice is as certain as its clearest mention."""
    known = found.get(town.pk)
    is_certain = mention.reason != "ambiguous"
    if known is None or (is_certain and not known.is_certain):
        words = known.words if known else []
        known = found[town.pk] = NamedTown(town, is_certain, _why(mention, town), words)
    known.add("".join(mention.matched.split()))


def _why(mention: Mention, town: TownRow) -> str:
    said = {"word": mention.matched, "county": town.county}
    if mention.reason == "county-before":
        return _("The text names %(word)s as a town of %(county)s.") % said
    if mention.reason == "county-hint":
        return _("The text names %(word)s; of the towns of this name, the one of %(county)s.") % said
    if mention.reason == "ambiguous":
        return _("The text names %(word)s; several towns have this name: choose the right one.") % said
    return _("The text names %(word)s.") % said


def _add_village(
    found: dict[int, NamedTown], village: str, owners: tuple[TownRow, ...], *, draft: Draft, county: str
) -> None:
    """A village speaks for the named town it lies in; alone it makes a town possible, never certain.

    Villages of one name are many: 李庄村 says nothing unless one town of the county alone has it.
    """
    named = [town for town in owners if town.pk in found or town.pk in draft.towns]
    if named:
        for town in named:
            if town.pk in found:
                found[town.pk].add(village)
        return
    near = [town for town in owners if county and town.county == county] or list(owners)
    if len(near) == 1:
        said = {"word": village, "town": near[0].choice_label}
        why = _("The text names %(word)s, a village of %(town)s.") % said
        found[near[0].pk] = NamedTown(near[0], is_certain=False, why=why, words=[village])


def shared_county(draft: Draft, places: Places, named: Iterable[NamedTown]) -> tuple[int, str] | None:
    """The one county in which all the towns lie, chosen and certain ones; None when it is chosen already."""
    rows = [each.town for each in named if each.is_certain]
    rows += [places.by_key[key] for key in draft.towns if key in places.by_key]
    counties = {(row.county_id, row.county) for row in rows}
    if draft.county is not None or len(counties) != 1:
        return None
    key, name = counties.pop()
    return None if key is None else (key, name)
