"""Credits against what is known: of the person they are linked with, of the byline, and of the directory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from issues.reading.checks.alike import is_alike, is_left_out, is_variant
from issues.reading.checks.material import Material, Story
from issues.reading.checks.people import KIND_WORDS, REPORTER, Named, places_of
from issues.reading.finding import Finding, Kind
from people.models import Person
from people.names import normalise_name

# What stands before 记者 where it is one of the paper's own.
OWN_PLACE = re.compile(r"(?:本报|本报讯)?[（(“]?(?:本报)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody of the directory, and the county that they write from."""

    name: str
    title: str
    county: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What is found of two names that are one person's: the story that has the wrong one, and both."""

    finding: Finding
    story: int
    wrong: str
    right: str


def directory_of(surnames: set[str], material: Material) -> list[Listed]:
    """The people whose names begin as those of the issue do."""
    towns = material.places.by_key
    rows = Person.objects.annotate(first=Substr("name", 1, 1)).filter(first__in=surnames).order_by("pk")
    fields = rows.values_list("name", "kind", "town", "unit__county__name", "is_active")
    return [
        Listed(
            name=name,
            title=KIND_WORDS.get(Person.Kind(kind), ""),
            county=towns[town].county if town in towns else county or "",
            is_active=is_active,
        )
        for name, kind, town, county, is_active in fields
    ]


def near_the_directory(
    unknown: list[Named], directory: list[Listed], material: Material
) -> Iterator[Finding]:
    """A credit to nobody known, one character from a colleague: 记者 王艳 where 王燕 is on the staff.

    Correspondents are too many for that: their county has to be the same, and their names longer.
    """
    told: set[tuple[int, str]] = set()
    by_surname: dict[str, list[Listed]] = defaultdict(list)
    for listed in directory:
        by_surname[listed.name[0]].append(listed)
    for named in unknown:
        key = (named.story.pk, named.name)
        for listed in by_surname[named.name[0]] if key not in told else ():
            if _is_meant(named, listed, material):
                told.add(key)
                yield _near(named, listed)
                break


def _is_meant(named: Named, listed: Listed, material: Material) -> bool:
    """In the text itself only the paper's own reporter is meant: 本报讯（记者 王艳）."""
    if not listed.is_active or not named.title or named.title != listed.title:
        return False
    if not named.is_credited and not OWN_PLACE.fullmatch(named.place):
        return False
    if not (is_variant(named.name, listed.name) and is_alike(named.name, listed.name)):
        return False
    return named.title == REPORTER or (len(named.name) > 2 and listed.county in places_of(named, material)[1])


def _near(named: Named, listed: Listed) -> Finding:
    text = _(
        "Page %(page)s, “%(story)s” credits %(written)s; the directory has %(right)s and no %(written)s."
    )
    said = {**named.story.told, "written": named.name, "right": listed.name}
    facts = (named.story.pk, named.name, listed.name)
    return Finding(
        Kind.NAMES, "person_not_in_directory", text % said, facts, named.story.page.pk, (named.story.pk,)
    )


def misprinted(material: Material) -> Iterator[Written]:
    """A credit that is linked with somebody and printed with another character."""
    for story in material.stories:
        credits = list(story.article.credits.all())
        credits += [credit for photo in story.article.photos.all() for credit in photo.credits.all()]
        for credit in credits:
            printed = normalise_name(credit.printed_text)
            right = credit.person.name if credit.person else printed
            if printed != right and _is_slip_of_one(printed, right):
                yield Written(_misprint(printed, right, story), story.pk, printed, right)


def _misprint(printed: str, right: str, story: Story) -> Finding:
    text = _("Page %(page)s, “%(story)s”: the credit prints %(printed)s, who is %(right)s in the directory.")
    said = {**story.told, "printed": printed, "right": right}
    return Finding(
        Kind.NAMES, "credit_misprinted", text % said, (story.pk, printed, right), story.page.pk, (story.pk,)
    )


def byline_against_credits(named: list[Named]) -> Iterator[Written]:
    """The byline prints a name, the credits below mean another one that differs in one character."""
    sources: dict[tuple[int, str], dict[str, list[str]]] = {}
    stories = {each.story.pk: each.story for each in named}
    for each in named:
        if each.is_credited:
            part, _space, key = each.source.partition(" ")
            kind = "rows" if part in ("credits", "photo") else "words"
            lists = sources.setdefault((each.story.pk, key), {"rows": [], "words": []})
            lists[kind].append(each.name)
    for (pk, _key), lists in sources.items():
        rows, words = set(lists["rows"]), set(lists["words"])
        for printed in sorted(words - rows):
            for right in sorted(rows - words):
                if _is_slip_of_one(printed, right):
                    yield Written(_other_byline(printed, right, stories[pk]), pk, printed, right)


def _is_slip_of_one(printed: str, right: str) -> bool:
    """Here one character is enough, whatever it is: the same place means the same person."""
    if len(printed) != len(right):
        return is_left_out(printed, right) or is_left_out(right, printed)
    return is_variant(printed, right) or sum(a != b for a, b in zip(printed, right, strict=True)) == 1


def _other_byline(printed: str, right: str, story: Story) -> Finding:
    text = _("Page %(page)s, “%(story)s”: the byline prints %(printed)s, the credits name %(right)s.")
    said = {**story.told, "printed": printed, "right": right}
    return Finding(
        Kind.NAMES, "byline_differs", text % said, (story.pk, printed, right), story.page.pk, (story.pk,)
    )
