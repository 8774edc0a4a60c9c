"""A page's reading as an editor puts it right. Pure: a reading in, a new reading out.

    reading = read(parse_page(text, gazetteer=gazetteer), text)
    reading = join(reading, 3, to=1)             # or split, move, set_role, reject, settle, …
    story = story_fields(reading, 1, gazetteer)  # the story as its parts now make it

Whatever is done, each character of the page that is not white space is in exactly one part: of a story, or
of the furniture (`Reading.parts`).
"""

from __future__ import annotations

from ingest.correcting.changes import (
    PERSON,
    ROLES,
    NotCorrected,
    accept,
    ask,
    join,
    move,
    reject,
    set_complete,
    set_county,
    set_kind,
    set_names,
    set_person,
    set_role,
    set_towns,
    settle,
    split,
)
from ingest.correcting.fields import story_fields
from ingest.correcting.reading import (
    NEW,
    OPEN,
    Meant,
    NameOf,
    Question,
    Reading,
    Story,
    TownOf,
    from_dict,
    read,
    to_dict,
)

__all__ = [
    "NEW",
    "OPEN",
    "PERSON",
    "ROLES",
    "Meant",
    "NameOf",
    "NotCorrected",
    "Question",
    "Reading",
    "Story",
    "TownOf",
    "accept",
    "ask",
    "from_dict",
    "join",
    "move",
    "read",
    "reject",
    "set_complete",
    "set_county",
    "set_kind",
    "set_names",
    "set_person",
    "set_role",
    "set_towns",
    "settle",
    "split",
    "story_fields",
    "to_dict",
]
