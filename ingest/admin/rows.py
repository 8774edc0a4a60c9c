"""A page as it is shown to be worked: its lines as pieces of stories, its stories as fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Credit
from ingest.admin.choices import colour_of, name_of
from ingest.admin.people import Who
from ingest.correcting import Reading, Story
from ingest.correcting.changes import REST
from ingest.crediting import names_in
from ingest.page import ParsedStory
from ingest.page.models import (
    BYLINE,
    CAPTION,
    DATELINE,
    DECK,
    FURNITURE,
    HEADLINE,
    KICKER,
    MARK,
    PARAGRAPH,
    PHOTO,
    Part,
)
from ingest.page.printed import Span
from ingest.words import town_in_words

LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # what `str.splitlines` takes for one
ROLE_NAMES = {
    KICKER: gettext_lazy("kicker"),
    HEADLINE: gettext_lazy("headline"),
    DECK: gettext_lazy("deck"),
    DATELINE: gettext_lazy("dateline"),
    BYLINE: gettext_lazy("byline"),
    PARAGRAPH: gettext_lazy("a paragraph"),
    REST: gettext_lazy("rest of the paragraph above"),
    MARK: gettext_lazy("a mark, in no field"),
    FURNITURE: gettext_lazy("no part of a story"),
}
CREDIT_ROLES = {str(role): role.label for role in Credit.Role}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part in its line. `begins` if its story was not at hand just before it."""

    part: Part
    text: str
    story: int | None
    begins: bool
    is_accepted: bool

    @property
    def span(self) -> str:
        return f"{self.part.start}-{self.part.end}"

    @property
    def colour(self) -> str:
        return colour_of(self.story) if self.story else "furniture"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a story with the places it was read from."""

    name: str
    label: str
    text: str
    spans: str = ""
    at: int = 0  # where the first piece begins that it is read from
    note: str = ""  # who is meant by a name, with the state of that
    state: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class StoryRow:
    key: int
    name: str
    colour: str
    is_photo: bool
    is_accepted: bool
    complete: bool
    county: str
    towns: str
    first: int
    address: str
    doubts: int
    fields: list[Field] = field(default_factory=list)
    paragraphs: list[Field] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)
    people: Sequence[Who] = ()

    @property
    def length(self) -> int:
        return sum(len(paragraph.text) for paragraph in self.paragraphs)


def lines(reading: Reading) -> list[list[Piece]]:
    """The printed lines in page order, each as its pieces."""
    stories = {part: story for story in reading.stories for part in story.parts}
    rows: list[list[Piece]] = []
    before, end = -1, -1
    for part in reading.parts():
        story = stories.get(part) if part.role != FURNITURE else None
        key = story.key if story else None
        if end < 0 or LINE_END.search(reading.text, end, part.start):
            rows.append([])
        text = reading.text[part.start : part.end]
        rows[-1].append(Piece(part, text, key, key != before, bool(story and story.is_accepted)))
        before, end = key or 0, part.end
    return rows


def story_rows(
    reading: Reading,
    fields: Mapping[int, ParsedStory],
    people: Mapping[int, Sequence[Who]],
    addresses: Mapping[int, str],
) -> list[StoryRow]:
    names = {key: name_of(story) for key, story in fields.items()}
    waiting = [story.key for story in reading.waiting]
    doubts = [reading.story_at(question.doubt.span.start) for _number, question in reading.open_questions()]
    return [
        StoryRow(
            key=story.key,
            name=names[story.key],
            colour=colour_of(story.key),
            is_photo=story.kind == PHOTO,
            is_accepted=story.is_accepted,
            complete=fields[story.key].complete,
            county=fields[story.key].county or "",
            towns=_towns(fields[story.key]),
            first=story.parts[0].start,
            address=addresses.get(story.key, ""),
            doubts=sum(each is story for each in doubts),
            fields=list(_fields(story, fields[story.key], people.get(story.key, ()), reading.text)),
            paragraphs=list(_paragraphs(story, fields[story.key])),
            others=[(key, names[key]) for key in waiting if key != story.key],
            people=people.get(story.key, ()),
        )
        for story in reading.stories
    ]


def _towns(story: ParsedStory) -> str:
    """As they are typed: with the county, where it is known."""
    counties = {mention.town: mention.county for mention in story.mentions if mention.county}
    return " ".join(f"{town}（{counties[town]}）" if town in counties else town for town in story.towns)


def _fields(story: Story, fields: ParsedStory, people: Sequence[Who], page: str) -> Iterator[Field]:
    texts = (fields.kicker, fields.headline, fields.deck, fields.dateline)
    for role, text in zip((KICKER, HEADLINE, DECK, DATELINE), texts, strict=True):
        if text:
            yield _field(role, str(ROLE_NAMES[role]), text, fields.spans(role), story)
    names, meant = names_in(fields), {who.name: who for who in people}
    for credit, spans in zip(fields.credits, fields.credit_spans, strict=True):
        shown = _field("credit", str(CREDIT_ROLES[credit.role]), credit.name, spans, story)
        who = meant.get(names[credit]) if credit in names else None
        yield replace(shown, note=who.said, state=who.state, why=who.why) if who else shown
    for town in fields.towns:
        named = [mention for mention in fields.mentions if mention.town == town]
        clearest = next((mention for mention in named if mention.county), named[0])
        text = f"{town}（{clearest.county}）" if clearest.county else town
        shown = _field("town", _("town"), text, [span for each in named for span in each.spans], story)
        yield replace(shown, why=town_in_words(clearest, page))
    yield _field("county", _("county"), fields.county or "—", [], story)


def _paragraphs(story: Story, fields: ParsedStory) -> Iterator[Field]:
    role = CAPTION if story.kind == PHOTO else PARAGRAPH
    for number, text in enumerate(fields.paragraphs):
        yield _field(role, "", text, fields.spans(role, number), story)


def _field(name: str, label: str, text: str, spans: Sequence[Span], story: Story) -> Field:
    first = spans[0].start if spans else story.parts[0].start
    at = max((part.start for part in story.parts if part.start <= first), default=first)
    return Field(name, label, text, " ".join(f"{start}-{end}" for start, end in spans), at)
