"""Whom the text credits: the byline at its beginning or end, the field of the byline, the captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from articles.proposals.draft import Draft
from people.bylines import Byline, Credit, fold, parse_byline, parse_closing, parse_credit_line, parse_opening
from people.matching import Candidates, Near, candidates_for, named_as
from people.models import Person
from people.names import normalise_name
from towns.places import Places

# Bylines are short: of a paragraph only its beginning and its end are read.
ENDS = 500
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class PrintedCredit:
    """A printed name with its role; `caption` is the number of the caption it stands under, from 0."""

    credit: Credit
    caption: int | None = None


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A printed name and who may be meant."""

    printed: PrintedCredit
    candidates: Candidates


@dataclass(frozen=True, slots=True)
class ReadByline:
    """The bylines of a body, and the body without them."""

    opening: Byline
    closing: Byline
    body: str

    @property
    def names(self) -> str:
        return " ".join(part.names for part in (self.opening, self.closing) if part.names)


def read_byline(body: str) -> ReadByline:
    """本报讯(记者 王燕)… and …(通讯员 安宁): what the body begins and ends with, taken out of it.

    Who took the pictures may stay at the end of a text: that is no byline of it.
    """
    text = body.strip()
    first, last = text.partition("\n")[0], text.rpartition("\n")[2]
    opening = _opening(first)
    start = opening.spans[0][1] if opening.spans else 0
    offset = max(len(text) - len(last), start, len(text) - ENDS)
    closing = _closing(text[offset:])
    end = offset + closing.spans[0][0] if closing.spans else len(text)
    return ReadByline(opening, closing, text[start:end].strip())


def _opening(line: str) -> Byline:
    """A line of its own above the text, or what the first paragraph begins with."""
    alone = parse_credit_line(line[:ENDS])
    if alone and alone.credits:
        return Byline() if alone.is_photo_credit else alone
    return parse_opening(line[:ENDS])


def _closing(line: str) -> Byline:
    alone = parse_credit_line(line)
    found = alone if alone and alone.credits else parse_closing(line)
    return Byline() if found.is_photo_credit or not found.credits else found


def byline_proposal(draft: Draft, found: ReadByline) -> dict[str, str] | None:
    """What the three fields would hold; None where the body has no byline. Typed names are kept."""
    if found.body == draft.body.strip():
        return None
    typed, names = draft.printed_byline.strip(), found.names
    is_there = _bare(names) in _bare(typed)
    return {
        "dateline": found.opening.dateline or draft.dateline,
        "printed_byline": typed if is_there else f"{typed} {names}".strip(),
        "body": found.body,
    }


def _bare(names: str) -> str:
    return "".join(fold(names).split())


def printed_credits(draft: Draft, found: ReadByline) -> list[PrintedCredit]:
    """Everyone credited, each name once in each role; a body that gave a picture is nobody."""
    field = parse_byline(draft.printed_byline[:ENDS])
    last = parse_closing(found.body[-ENDS:])
    of_text = (field, found.opening, found.closing, last)
    named = [PrintedCredit(credit) for byline in of_text for credit in _persons(byline)]
    for number, caption in enumerate(draft.captions):
        read = parse_byline(caption[-ENDS:])
        named += [PrintedCredit(credit, number) for credit in _persons(read)]
    once = {(each.credit.role, each.credit.name, each.caption): each for each in reversed(named)}
    return list(reversed(once.values()))[:MOST_NAMES]


def _persons(byline: Byline) -> Iterator[Credit]:
    return (credit for credit in byline.credits if credit.name not in byline.organisations)


def credits_from_byline(
    printed: Iterable[PrintedCredit], *, among: QuerySet[Person], places: Places, near: Near, county: str
) -> list[NamedPerson]:
    """The printed credits with who may be meant by each, in one query; `county` is that of the story."""
    rows = list(printed)
    names = [named_as(row.credit, places, near=near, county=county) for row in rows]
    found = candidates_for(names, among=among) if rows else []
    return [NamedPerson(row, candidates) for row, candidates in zip(rows, found, strict=True)]


def not_chosen_yet(named: Iterable[NamedPerson], draft: Draft) -> list[NamedPerson]:
    """Without whom the story credits already; under a caption the same person may be credited again."""
    credited = {normalise_name(name) for name in draft.printed}
    return [
        each
        for each in named
        if each.printed.caption is not None
        or not (
            each.candidates.name in credited
            or any(person.pk in draft.people for person in each.candidates.people)
        )
    ]
