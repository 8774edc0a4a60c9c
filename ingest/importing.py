"""From the text of a page to drafts on a page of an issue, by way of the queue; run twice, it is done once.

    source = receive(text, date=date, label="A3", by=user).source   # read, and waiting
    correct(source, lambda reading: join(reading, 3, to=1), what="join", version=1, by=user)
    accept(source, by=user)                                         # its stories are drafts

Whatever the input says, everything lands as a draft. The page's text is kept beside what was made of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.search.index import together
from audit.trail import record
from ingest import correcting, replacing
from ingest.correcting import Reading, Story, steps
from ingest.crediting import asked, credited
from ingest.drafts import make_draft, places_of
from ingest.models import Extract, SourcePage
from ingest.output import page_as_dict
from ingest.page import parse_page
from ingest.replacing import Replaced
from issues import release, whole
from issues.models import Issue, Page
from issues.planning import numbering
from people.models import User
from towns.places import places_on


class NotIngested(Exception):
    """It cannot be done; nothing was written. The text is for the user."""


class Stale(Exception):
    """Somebody has changed the page since it was looked at: it has to be looked at again."""


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Received:
    """The source, whether it came in now, and what became of the drafts if it replaced another."""

    source: SourcePage
    is_new: bool
    replaced: Replaced | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run did: `articles` are the page's stories, made now or by an earlier run."""

    page: Page
    articles: list[Article]
    is_new: bool
    replaced: Replaced | None
    undecided: int


@transaction.atomic
@together()
def ingest_page(
    text: str,
    *,
    date: dt.date,
    label: str,
    name: str = "",
    file_name: str = "",
    replaces: bool = False,
    by: User | None = None,
) -> Ingested:
    """Make drafts of the stories of a printed page as the machine reads them, and place them on it.

    The same text again changes nothing. Of another one that `replaces` it what is new becomes drafts, and
    what an editor has to decide waits in the queue. Raises what `receive` and `accept` raise.
    """
    numbering.hold()
    for issue in Issue.objects.filter(date=date, extra=0):
        whole.hold_issue(issue)
    waiting = SourcePage.objects.standing().of_page(date, 0, label).filter(page=None).first()
    received = receive(text, date=date, label=label, name=name, file_name=file_name, replaces=replaces, by=by)
    source, replaced = received.source, received.replaced
    if waiting:
        raise NotIngested(_("%(page)s waits in the queue: accept it there.") % {"page": source})
    if received.is_new:
        accept(source, replaced.new if replaced else None, by=by)
        source.refresh_from_db()
    assert source.page is not None
    return Ingested(source.page, stories_of(source), received.is_new, replaced, source.undecided)


# Into the queue -----------------------------------------------------------------------------------------


@transaction.atomic
def receive(
    text: str,
    *,
    date: dt.date,
    label: str,
    extra: int = 0,
    name: str = "",
    file_name: str = "",
    replaces: bool = False,
    by: User | None,
) -> Received:
    """Read the page and let it wait. The same text of the page again is the same source.

    Raises `NotIngested` when another text of this page is already in or the label is none;
    `ingest.page.PageError` when the text is no page. If it `replaces` the other one, that is rejected while
    none of its stories is a draft; else its drafts are those of the new text (`ingest.replacing`).
    """
    if replaces:
        numbering.hold()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = SourcePage.objects.standing().of_page(date, extra, label)
    before = known.select_for_update(of=("self",)).first()
    if before and (not replaces or before.sha256 == sha256):
        return Received(_same(before, sha256), is_new=False)
    places = places_on(date)
    parsed = parse_page(text, gazetteer=places.gazetteer)
    source = SourcePage(
        date=date,
        extra=extra,
        label=label,
        name=name,
        file_name=file_name[-200:],
        text=text,
        sha256=sha256,
        machine=page_as_dict(parsed, page_id=f"{date}-{label}"),
        reading=correcting.to_dict(asked(correcting.read(parsed, text), places)),
        received_by=by,
    )
    told = {"stories": len(parsed.stories), "sha256": sha256}
    if before and before.extracts.exists():
        return Received(source, is_new=True, replaced=_replace(before, source, told, by=by))
    if before:
        reject(before, by=by, why=_("Another text of the page came in."))
    try:
        with transaction.atomic():
            _saved(source)
    except (IntegrityError, NotIngested):
        # Sent twice at once: the other one was first.
        if (first := known.first()) is None:
            raise
        return Received(_same(first, sha256), is_new=False)
    record("receive", source, by=by, after=told)
    return Received(source, is_new=True)


def _same(source: SourcePage, sha256: str) -> SourcePage:
    if source.sha256 != sha256:
        raise NotIngested(
            _(
                "%(page)s was ingested from another text (%(file)s): its stories would be doubled. "
                "A corrected text is sent as one that replaces it."
            )
            % {"page": source, "file": source.file_name}
        )
    return source


def _replace(before: SourcePage, source: SourcePage, told: dict[str, Any], *, by: User | None) -> Replaced:
    """The drafts of the text `before` are those of this one, which stands on the page from now on."""
    drafts = replacing.hold(before)
    source.page = before.page
    if source.page:
        _refuse_scheduled(source.page.issue)
    before.state, before.page = SourcePage.State.REPLACED, None
    before.version += 1
    before.save(update_fields=["state", "page", "version"])
    _saved(source)
    replaced = replacing.follow(before, source, drafts, by=by)
    source.state = _state(source)
    source.save(update_fields=["reading", "state"])
    record("replace", before, by=by, after={"sha256": source.sha256} | replaced.counts)
    record("receive", source, by=by, after=told)
    return replaced


# In the queue -------------------------------------------------------------------------------------------


@transaction.atomic
def correct(
    source: SourcePage, change: Callable[[Reading], Reading], *, what: str, version: int, by: User | None
) -> SourcePage:
    """Put the reading right. Raises `Stale`, `NotIngested` if it waits no more, and what `change` raises."""
    held = held_waiting(source, version=version)
    before = held.reading
    changed = change(held.current)
    if correcting.to_dict(changed) == before:
        return held
    held.reading = correcting.to_dict(asked(changed, places_on(held.date)))
    held.back, held.forward = steps.with_step(held.back, to=before, of=held.reading), []
    return _corrected(held, what=what, by=by)


@transaction.atomic
def take_back(source: SourcePage, *, version: int, by: User | None) -> SourcePage:
    """Undo the last correction that stands. What was accepted meanwhile ends the way back."""
    held = held_waiting(source, version=version)
    if not held.back:
        raise NotIngested(_("There is no correction to take back."))
    held.forward = _stepped(held, held.back, held.forward)
    return _corrected(held, what="take_back", by=by)


@transaction.atomic
def do_again(source: SourcePage, *, version: int, by: User | None) -> SourcePage:
    """Make the correction again that was taken back last. Another correction meanwhile ends that."""
    held = held_waiting(source, version=version)
    if not held.forward:
        raise NotIngested(_("There is no correction to make again."))
    held.back = _stepped(held, held.forward, held.back)
    return _corrected(held, what="do_again", by=by)


def _stepped(held: SourcePage, out_of: list[Any], into: list[Any]) -> list[Any]:
    """Take the last step of one list; the other one with the way back from there."""
    before = held.reading
    held.reading = steps.taken(before, out_of.pop())
    return steps.with_step(into, to=before, of=held.reading)


def _corrected(held: SourcePage, *, what: str, by: User | None) -> SourcePage:
    held.version += 1
    held.save(update_fields=["reading", "back", "forward", "version"])
    record("correct_reading", held, by=by, after={"correction": what})
    return held


def held_waiting(source: SourcePage, *, version: int | None) -> SourcePage:
    """The row as it is now, until the transaction ends."""
    held = SourcePage.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if version is not None and held.version != version:
        raise Stale
    if held.state != SourcePage.State.WAITING:
        raise NotIngested(_("%s waits no more.") % held)
    return held


# Out of the queue ---------------------------------------------------------------------------------------


@transaction.atomic
@together()
def accept(
    source: SourcePage, keys: Collection[int] | None = None, *, version: int | None = None, by: User | None
) -> list[Article]:
    """Make drafts of these stories of the page, or of all that wait, and place them in their printed order.

    What is accepted already is not made again. Raises `Stale`, and `NotIngested` when a story is gone, when
    the issue is waiting for its release, or when the page cannot be made.
    """
    if keys is not None and (done := _accepted(source, keys)) is not None:
        return done
    # The run of the numbers before everything, as wherever an issue may be made.
    numbering.hold()
    held = held_waiting(source, version=version)
    reading = held.current
    chosen = [story for story in reading.waiting if keys is None or story.key in keys]
    if keys is not None and len(chosen) < len(set(keys)):
        raise NotIngested(_("This story is not there any more."))
    held.page = _page(held)
    held.save(update_fields=["page"])
    articles = _drafts(held, reading, chosen, by=by)
    held.reading = correcting.to_dict(correcting.accept(reading, [story.key for story in chosen]))
    told = {"stories": len(articles), "sha256": held.sha256}
    _leave(held, action="ingest", by=by, after=told)
    return articles


@transaction.atomic
def reject(source: SourcePage, *, version: int | None = None, by: User | None, why: str = "") -> SourcePage:
    """None of the page is wanted. It stays as evidence, and the page may be taken in anew."""
    held = held_waiting(source, version=version)
    if held.extracts.exists():
        raise NotIngested(_("Stories of this page are accepted: reject the others one by one."))
    held.state = SourcePage.State.REJECTED
    held.version += 1
    held.save(update_fields=["state", "version"])
    record("reject", held, by=by, note=why)
    return held


@transaction.atomic
def reject_story(source: SourcePage, key: int, *, version: int, by: User | None) -> SourcePage:
    """This story is none. With the last one the page leaves the queue."""
    held = correct(
        source, lambda reading: correcting.reject(reading, key), what="reject", version=version, by=by
    )
    if not held.current.waiting:
        _leave(held, action="ingest", by=by, after={"stories": 0})
    return held


def _leave(held: SourcePage, *, action: str, by: User | None, after: dict[str, object]) -> None:
    """What was accepted cannot be taken back here."""
    held.back, held.forward = [], []
    decided(held, action=action, by=by, after=after)


def decided(held: SourcePage, *, action: str, by: User | None, after: dict[str, object]) -> None:
    """Once nothing waits on the page it is done."""
    held.state = _state(held)
    held.version += 1
    held.save(update_fields=["reading", "back", "forward", "state", "version"])
    record(action, held, by=by, after=after)


def _state(source: SourcePage) -> SourcePage.State:
    if source.undecided:
        return SourcePage.State.WAITING
    return SourcePage.State.DONE if source.extracts.exists() else SourcePage.State.REJECTED


def stories_of(source: SourcePage) -> list[Article]:
    return [extract.article for extract in source.extracts.select_related("article") if extract.article]


def _accepted(source: SourcePage, keys: Collection[int]) -> list[Article] | None:
    """The drafts of these stories, if all of them have been made."""
    extracts = source.extracts.filter(order__in=keys).select_related("article")
    if len(extracts) < len(set(keys)):
        return None
    return [extract.article for extract in extracts if extract.article]


def _page(source: SourcePage) -> Page:
    known = Issue.objects.filter(date=source.date, extra=source.extra).first()
    # With all its stories, before the first entry in the trail: of a person who is new.
    issue = whole.hold_issue(known) if known else _issue(source.date, source.extra)
    _refuse_scheduled(issue)
    here = source.page or issue.pages.filter(label=source.label).first()
    page = here or Page(issue=issue, label=source.label)
    page.name = page.name or source.name
    return _saved(page)


def _refuse_scheduled(issue: Issue) -> None:
    if issue.state == Issue.State.SCHEDULED:
        raise NotIngested(_("The issue of %s waits for its release: pull it back first.") % issue.date)


def _issue(date: dt.date, extra: int) -> Issue:
    """A new one. Of a day before today it is the archive's; another joins the run of the paper's numbers."""
    issue = _saved(Issue(date=date, extra=extra, is_archive=date < timezone.localdate()))
    numbering.tell(numbering.renumber(), by=None)
    return issue


def _saved(row: Row) -> Row:
    """The row, checked like a form and saved; what is wrong with it becomes `NotIngested`."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotIngested("; ".join(error.messages)) from error
    row.save()
    return row


def _drafts(
    source: SourcePage, reading: Reading, stories: Sequence[Story], *, by: User | None
) -> list[Article]:
    """The drafts in the order of the stories, each with its extract, in their places on the page."""
    places = places_on(source.date)
    fields = [correcting.story_fields(reading, story.key, places.gazetteer) for story in stories]
    drafts = []
    # Story by story: who is new in one is known in the next.
    for story, each in zip(stories, fields, strict=True):
        people = credited({story.key: each}, reading, places)[story.key]
        drafts.append(make_draft(each, places, people=people, by=by))
    Extract.objects.bulk_create(
        Extract(
            source=source,
            article=article,
            order=story.key,
            lines=[list(span) for span in each.lines],
            printed_text=source.printed(each.lines),
            doubts=doubts,
        )
        for story, each, (article, doubts) in zip(stories, fields, drafts, strict=True)
    )
    articles = [article for article, _doubts in drafts]
    release.place_imported(places_of(source, reading, dict(zip(stories, articles, strict=True))), by=by)
    return articles
