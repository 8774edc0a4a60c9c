"""What is posted on the page where a printed page is worked, and what it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.likely import in_already
from articles.models import Article
from ingest import correcting, importing, taking_out
from ingest.admin.people import meant
from ingest.correcting import NameOf, NotCorrected, Reading, TownOf
from ingest.crediting import asked, credited_as, may_add_people
from ingest.models import SourcePage
from ingest.page.models import HEADLINE, KICKER
from ingest.page.printed import Span
from people.models import User
from policy.inputs import number_in
from towns.gazetteer import Gazetteer
from towns.places import Places

SPAN = re.compile(r"(\d{1,7})-(\d{1,7})")
SEPARATORS = re.compile(r"[\s,，、;；]+")
TOWN = re.compile(r"(?P<town>[^（(]+)(?:[（(](?P<county>[^）)]*)[）)]?)?")


class NotPossible(Exception):
    """What was posted cannot be done as it stands. The text is for the editor."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What an editor sent from the page in this version."""

    source: SourcePage
    version: int
    by: User
    data: Mapping[str, str]
    places: Places
    parts: Sequence[str] = field(default=())
    # What an act has to point out besides what it did.
    warnings: list[str] = field(default_factory=list)

    @property
    def gazetteer(self) -> Gazetteer:
        return self.places.gazetteer

    def number(self, name: str) -> int:
        number = number_in(self.data.get(name))
        if number is None:
            raise NotCorrected("gone")
        return number

    @property
    def spans(self) -> list[Span]:
        """What was marked in the text; else the pieces that were chosen, or the typed words in them."""
        if marked := _spans_in([self.data.get("marked", "")]):
            return marked
        chosen = _spans_in(self.parts)
        if not chosen:
            raise NotPossible(_("Choose a piece of the page's text first."))
        words = self.data.get("words", "").strip()
        return [self._found(words, chosen)] if words else chosen

    def _found(self, words: str, spans: Sequence[Span]) -> Span:
        for span in spans:
            at = self.source.text.find(words, *span)
            if at >= 0:
                return Span(at, at + len(words))
        raise NotPossible(_("“%(words)s” does not stand in the piece you chose.") % {"words": words})

    def correct(self, change: Callable[[Reading], Reading]) -> SourcePage:
        what = self.data.get("do", "")
        return importing.correct(self.source, change, what=what, version=self.version, by=self.by)


def _spans_in(sent: Iterable[str]) -> list[Span]:
    matches = (SPAN.fullmatch(each) for each in sent)
    return [Span(int(match[1]), int(match[2])) for match in matches if match]


# The page and its stories


def accept(posted: Posted) -> str:
    keys = [posted.number("story")]
    (article,) = importing.accept(posted.source, keys, version=posted.version, by=posted.by)
    _warn_of_likely(posted, [article])
    return _("Accepted as a draft: %(story)s") % {"story": article}


def accept_page(posted: Posted) -> str:
    if any(asked(posted.source.current, posted.places).open_questions()):
        raise NotPossible(_("Settle the doubts first, or accept story by story."))
    articles = importing.accept(posted.source, version=posted.version, by=posted.by)
    _warn_of_likely(posted, articles)
    told = ngettext("%(count)d story is a draft now.", "%(count)d stories are drafts now.", len(articles))
    return told % {"count": len(articles)}


def _warn_of_likely(posted: Posted, stories: Iterable[Article]) -> None:
    """What was printed may be in already: filed by its author, or taken in under another label."""
    warnings = (in_already(Article.objects.get(pk=story.pk), posted.by) for story in stories)
    posted.warnings.extend(warning for warning in warnings if warning)


def reject(posted: Posted) -> str:
    importing.reject_story(posted.source, posted.number("story"), version=posted.version, by=posted.by)
    return _("Taken out: no story.")


def reject_page(posted: Posted) -> str:
    importing.reject(posted.source, version=posted.version, by=posted.by)
    return _("The page is rejected. Its text stays as evidence.")


def take_back(posted: Posted) -> str:
    importing.take_back(posted.source, version=posted.version, by=posted.by)
    return _("The last correction is taken back.")


def do_again(posted: Posted) -> str:
    importing.do_again(posted.source, version=posted.version, by=posted.by)
    return _("The correction is made again.")


def keep_draft(posted: Posted) -> str:
    taking_out.keep_draft(posted.source, posted.number("extract"), version=posted.version, by=posted.by)
    return _("The draft stays as it is.")


def bin_draft(posted: Posted) -> str:
    taking_out.bin_draft(posted.source, posted.number("extract"), version=posted.version, by=posted.by)
    return _("The draft is in the bin.")


# Which story a text belongs to


def join(posted: Posted) -> None:
    posted.correct(lambda reading: correcting.join(reading, posted.number("story"), to=posted.number("to")))


def move(posted: Posted) -> None:
    to = posted.number("to") if posted.data.get("to") else None
    posted.correct(lambda reading: correcting.move(reading, posted.spans, to=to))


def split(posted: Posted) -> None:
    posted.correct(lambda reading: correcting.split(reading, posted.spans[0].start))


# What a text is, and what is known of a story


def role(posted: Posted) -> None:
    posted.correct(lambda reading: correcting.set_role(reading, posted.spans, posted.data.get("role", "")))


def kind(posted: Posted) -> None:
    key = posted.number("story")
    posted.correct(lambda reading: correcting.set_kind(reading, key, posted.data.get("kind", "")))


def divide(posted: Posted) -> None:
    """The first so many of the title lines are the kicker, the others the headline. It answers the doubt."""
    lines, kickers, doubt = posted.spans, posted.number("kickers"), posted.number("doubt")

    def divided(reading: Reading) -> Reading:
        reading = correcting.settle(reading, doubt)
        if lines[:kickers]:
            reading = correcting.set_role(reading, lines[:kickers], KICKER)
        return correcting.set_role(reading, lines[kickers:], HEADLINE)

    posted.correct(divided)


def towns(posted: Posted) -> None:
    key, names = posted.number("story"), posted.data.get("towns", "")
    chosen = [_town(name, posted.gazetteer) for name in SEPARATORS.split(names) if name]
    posted.correct(lambda reading: correcting.set_towns(reading, key, chosen))


def _town(name: str, gazetteer: Gazetteer) -> TownOf:
    """田庄镇, or 田庄镇（巨野县）where two counties have one."""
    match = TOWN.fullmatch(name)
    town, county = (match["town"], match["county"] or "") if match else (name, "")
    counties = [place.county for place in gazetteer.places if place.town == town]
    if not counties or (county and county not in counties):
        raise NotPossible(_("No town of this name is known: %(name)s.") % {"name": name})
    if not county and len(counties) > 1:
        told = _("Several counties have a town called %(name)s: type %(example)s.")
        raise NotPossible(told % {"name": town, "example": f"{town}（{counties[0]}）"})
    return TownOf(town, county or counties[0])


def county(posted: Posted) -> None:
    key, name = posted.number("story"), posted.data.get("county", "")
    if name and name not in posted.gazetteer.counties:
        raise NotPossible(_("No county of this name is known: %(name)s.") % {"name": name})
    posted.correct(lambda reading: correcting.set_county(reading, key, name))


def complete(posted: Posted) -> None:
    key, is_complete = posted.number("story"), posted.data.get("complete") == "1"
    posted.correct(lambda reading: correcting.set_complete(reading, key, complete=is_complete))


def names(posted: Posted) -> None:
    """Names printed without anything between them are cut otherwise."""
    key, number = posted.number("story"), posted.number("doubt")

    def named(reading: Reading) -> Reading:
        if not number < len(reading.questions):
            raise NotCorrected("gone")
        before = printed_names(reading, number)
        after = [name for name in SEPARATORS.split(posted.data.get("names", "")) if name]
        return correcting.set_names(reading, key, before, after)

    posted.correct(named)


def printed_names(reading: Reading, number: int) -> str:
    """The names that a doubt is about, as one run of characters."""
    span = reading.questions[number].doubt.span
    return "".join(reading.text[span.start : span.end].split())


def who(posted: Posted) -> None:
    """Somebody who is known, somebody new, or nobody is meant by a credited name."""
    if not posted.data.get("who"):
        raise NotPossible(_("Choose first who is meant."))
    key = posted.number("story")
    name = NameOf(*(posted.data.get(each, "") for each in NameOf._fields))
    row = credited_as(name, key, posted.source.current, posted.places)
    if row is None:
        raise NotCorrected("gone")
    chosen = meant(row, posted.data.get("who", ""), may_add=may_add_people(posted.by))
    posted.correct(lambda reading: correcting.set_person(reading, key, chosen))


def settle(posted: Posted) -> None:
    posted.correct(lambda reading: correcting.settle(reading, posted.number("doubt")))


Act = Callable[[Posted], str | None]
OF_PAGES: tuple[Act, ...] = (accept, accept_page, reject, reject_page, take_back, do_again)
OF_DRAFTS: tuple[Act, ...] = (keep_draft, bin_draft)
OF_READINGS: tuple[Act, ...] = (join, move, split, role, kind, divide)
OF_STORIES: tuple[Act, ...] = (towns, county, complete, names, who, settle)
ACTS: dict[str, Act] = {act.__name__: act for act in (*OF_PAGES, *OF_DRAFTS, *OF_READINGS, *OF_STORIES)}
