"""Who took a picture, read from printed words: what a form was told, or what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.models import Credit, Photo
from people.bylines import Credit as PrintedCredit
from people.bylines import parse_credit_line
from people.matching import Named, candidates_for, other_house
from people.models import Person
from people.names import normalise_name

PHOTOGRAPHER = Credit.Role.PHOTOGRAPHER
ROLES = {PHOTOGRAPHER.value, Credit.Role.PROVIDER.value, Credit.Role.GRAPHICS.value}
NAME_LENGTH = Credit._meta.get_field("printed_text").max_length
TITLE_LENGTH = Credit._meta.get_field("title").max_length
# What somebody did, set off from a name that the reader of bylines does not know: Anna Lee 摄.
ACT_APART = re.compile(r"[\s/]+(?P<act>摄影|摄|供图)$")


def read_names(text: str) -> list[PrintedCredit]:
    """The names of a photo's credit, with 摄 behind them or without; none where there are none.

    记者 王燕 通讯员 刘菲 摄 -> 王燕 (记者), 刘菲 (通讯员)
    王 燕、刘菲              -> 王燕, 刘菲
    菏泽市融媒体中心 供图      -> the body, as provider
    Wang Yan 摄               -> Wang Yan, as it stands
    """
    for line in (text, f"{text.strip().removesuffix('摄')} 摄", f"{text} 摄"):
        found = parse_credit_line(line)
        if found and (named := [credit for credit in found.credits if credit.role in ROLES]):
            return named
    return _as_it_stands(text)


def _as_it_stands(text: str) -> list[PrintedCredit]:
    """The whole of it as one name, without what is set off behind it; 李摄 is a name."""
    bare = text.strip(" \u3000()（）。")
    act = ACT_APART.search(bare)
    name = normalise_name(bare[: act.start()] if act else bare)
    role = Credit.Role.PROVIDER if act and act["act"] == "供图" else PHOTOGRAPHER
    return [PrintedCredit(name=name, title=None, role=role.value)] if name else []


def add_credits(photo: Photo, texts: Iterable[str]) -> None:
    """Credit the photo to the names in `texts`, those that it credits already excepted.

    A name that means one person in service for certain is linked with that person; any other stays a printed
    name. Nobody is made up.
    """
    names: dict[tuple[str, str], PrintedCredit] = {}
    for credit in (credit for text in texts for credit in read_names(text)):
        names.setdefault((credit.role, credit.name), credit)
    rows = list(names.values())
    in_service = Person.objects.filter(is_active=True)
    named = [Named(row.name, row.title or "", other_house(row.unit)) for row in rows]
    found = candidates_for(named, among=in_service) if rows else []
    for row, candidates in zip(rows, found, strict=True):
        person = candidates.match.person if row.role == PHOTOGRAPHER else None
        title = row.title or (person.get_kind_display() if person else "")
        Credit.objects.get_or_create(
            photo=photo,
            role=row.role,
            printed_text=row.name[:NAME_LENGTH],
            defaults={"person": person, "title": title[:TITLE_LENGTH]},
        )
