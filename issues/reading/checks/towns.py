"""Towns under a county that did not govern them on the day of the issue: 鄄城县田庄镇, where it is 巨野县."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from issues.reading.checks.material import Material, Story
from issues.reading.finding import Finding, Kind
from towns.gazetteer import Mention, county_forms
from towns.places import TownRow

# What may stand between a county and its town.
BETWEEN = r"(?:下辖|所辖|辖区内?|境内|最?[东西南北中]部)?的?[·•]?"
REACH = 24
# 原牡丹区马岭岗镇 tells of an earlier time.
EARLIER = re.compile(r"(?:原|原属|时属|曾属|旧属|撤销|划出)$")


def check(material: Material) -> Iterator[Finding]:
    before = _Counties([county.name for county in material.counties])
    for story in material.stories:
        told: set[tuple[str, str]] = set()
        for finding, about in _printed(story, before, material):
            if about not in told:
                told.add(about)
                yield finding
        if not told:
            yield from _marked(story, material)


class _Counties:
    """Every county of the database, whatever it governs on the day, by the forms it is printed in."""

    def __init__(self, names: list[str]) -> None:
        self.meant: dict[str, set[str]] = {name: {name} for name in names}
        for form, county in county_forms(names).items():
            self.meant.setdefault(form, set()).add(county)
        forms = "|".join(map(re.escape, sorted(self.meant, key=len, reverse=True))) or r"(?!)"
        self.at_end = re.compile(rf"({forms}){BETWEEN}$")
        self.behind = re.compile(rf"[（(]({forms})[）)]")

    def beside(self, text: str, mention: Mention) -> str:
        """The county printed right before the town, or in brackets behind it; empty where none is."""
        before = text[max(0, mention.start - REACH) : mention.start]
        found = self.at_end.search(before)
        if found:
            return "" if EARLIER.search(before[: found.start()]) else found[1]
        behind = self.behind.match(text, mention.end)
        return behind[1] if behind else ""


def _printed(
    story: Story, counties: _Counties, material: Material
) -> Iterator[tuple[Finding, tuple[str, str]]]:
    for text, mentions in material.mentions[story.pk]:
        for mention in mentions:
            printed = counties.beside(text, mention)
            rows = material.rows_of.get(mention.town, [])
            meant = counties.meant.get(printed, set())
            if rows and printed and all(_is_other(row, meant, material) for row in rows):
                right = list(dict.fromkeys(row.county for row in rows if row.county))
                yield _wrong(story, mention, printed, right, material), (printed, mention.town)


def _is_other(row: TownRow, counties: set[str], material: Material) -> bool:
    """Whether none of the counties governs the town on the day; nobody knows it of a town without any."""
    if row.county:
        return row.county not in counties
    return bool(counties & material.ever.get(row.pk, set()))


def _wrong(story: Story, mention: Mention, printed: str, right: list[str], material: Material) -> Finding:
    said = {
        **story.told,
        "printed": f"{printed}{mention.matched}",
        "town": mention.town,
        "county": "、".join(right),
        "date": material.issue.date.isoformat(),
    }
    text = _("Page %(page)s: “%(story)s” prints %(printed)s; on %(date)s %(town)s belongs to %(county)s.")
    if not right:
        text = _("Page %(page)s: “%(story)s” prints %(printed)s, which is not so on %(date)s.")
    facts = (story.pk, said["printed"], said["county"])
    return Finding(Kind.TOWNS, "town_under_other_county", text % said, facts, story.page.pk, (story.pk,))


def _marked(story: Story, material: Material) -> Iterator[Finding]:
    """The county that the story is marked with governs none of the towns that it is marked with."""
    county = story.article.county
    rows = [material.places.by_key[town.pk] for town in story.article.towns.all()]
    if county is None or not rows or not all(_is_other(row, {county.name}, material) for row in rows):
        return
    governing = dict.fromkeys(row.county for row in rows if row.county)
    said = {
        **story.told,
        "marked": county.name,
        "towns": "、".join(row.name for row in rows),
        "county": "、".join(governing) or "—",
        "date": material.issue.date.isoformat(),
    }
    text = _(
        "Page %(page)s: “%(story)s” is marked with %(marked)s and with %(towns)s; "
        "on %(date)s that belongs to %(county)s."
    )
    facts = (story.pk, county.name, said["towns"], said["county"])
    yield Finding(Kind.TOWNS, "story_under_other_county", text % said, facts, story.page.pk, (story.pk,))
