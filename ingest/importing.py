"""From a parsed page to drafts on a page of an issue: one transaction, which may be run twice.

Whatever the input says, everything lands as a draft. The page's text is kept beside what was made of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Credit, Photo
from audit.bin import discard
from audit.models import Deletion
from audit.trail import record
from ingest.models import Extract, SourcePage
from ingest.page import ParsedPage, ParsedStory, parse_page
from ingest.words import doubt_in_words
from issues import release
from issues.models import Issue, Page, Placement
from issues.planning import numbering
from people.bylines import bare_names
from people.matching import Certainty, identify
from people.models import User
from towns.models import County, Town, own_prefecture
from towns.places import gazetteer_on

NAME_LENGTH = Credit._meta.get_field("printed_text").max_length
TITLE_LENGTH = Credit._meta.get_field("title").max_length
PHOTO_ROLES = {Credit.Role.PHOTOGRAPHER, Credit.Role.PROVIDER, Credit.Role.GRAPHICS}


class NotIngested(Exception):
    """The page cannot be taken in; nothing was written. The text is for the user."""


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run did: `articles` are the page's stories, made now or by an earlier run."""

    page: Page
    articles: list[Article]
    is_new: bool


@transaction.atomic
def ingest_page(text: str, *, date: dt.date, label: str, name: str = "", file_name: str = "") -> Ingested:
    """Make drafts of the stories of a printed page and place them on it in their printed order.

    The same text again changes nothing. Raises `NotIngested` when another text of this page is already
    in, when the issue is waiting for its release, or when the label is none; `ingest.page.PageError`
    when the text is no page.
    """
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = (
        SourcePage.objects.filter(page__issue__date=date, page__issue__extra=0, page__label=label)
        .select_related("page")
        .first()
    )
    if known is not None:
        return _known(known, sha256)
    parsed = parse_page(text, gazetteer=gazetteer_on(date))
    page = _page(date=date, label=label, name=name)
    source = SourcePage.objects.create(page=page, file_name=file_name[-200:], text=text, sha256=sha256)
    ingested = Ingested(page, _stories(parsed, source), is_new=True)
    record("ingest", source, by=None, after={"stories": len(ingested.articles), "sha256": sha256})
    return ingested


def _known(source: SourcePage, sha256: str) -> Ingested:
    if source.sha256 != sha256:
        raise NotIngested(
            _("%(page)s was ingested from another text (%(file)s): its stories would be doubled.")
            % {"page": source.page, "file": source.file_name}
        )
    articles = [extract.article for extract in source.extracts.select_related("article") if extract.article]
    return Ingested(source.page, articles, is_new=False)


def _page(*, date: dt.date, label: str, name: str) -> Page:
    known = Issue.objects.select_for_update().filter(date=date, extra=0).first()
    issue = known or _issue(date)
    if issue.state == Issue.State.SCHEDULED:
        raise NotIngested(_("The issue of %s waits for its release: pull it back first.") % date)
    page = issue.pages.filter(label=label).first() or Page(issue=issue, label=label)
    page.name = page.name or name
    return _saved(page)


def _issue(date: dt.date) -> Issue:
    """A new one. Of a day before today it is the archive's; another joins the run of the paper's numbers."""
    numbering.hold()
    issue = _saved(Issue(date=date, is_archive=date < timezone.localdate()))
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


def _stories(parsed: ParsedPage, source: SourcePage) -> list[Article]:
    texts = source.text.splitlines()
    lead = next((story for story in parsed.stories if story.headline and story.kind == "story"), None)
    articles = []
    for order, story in enumerate(parsed.stories, start=1):
        article, doubts = _draft(story, on=source.page.issue.date)
        Extract.objects.create(
            source=source,
            article=article,
            order=order,
            lines=[list(span) for span in story.lines],
            printed_text="\n".join(line for first, last in story.lines for line in texts[first - 1 : last]),
            doubts=doubts,
        )
        position = Placement.Position.LEAD if story is lead else _position(article)
        release.place(article, source.page, position=position, order=order, is_import=True)
        articles.append(article)
    return articles


def _position(article: Article) -> str:
    is_brief = article.genre == Article.Genre.BRIEF
    return Placement.Position.BRIEF if is_brief else Placement.Position.STANDARD


def _draft(story: ParsedStory, *, on: dt.date) -> tuple[Article, list[str]]:
    """The draft and its doubts, in words for the editor."""
    is_photo = story.kind == "photo"
    article = Article(
        body="" if is_photo else "\n".join(story.paragraphs),
        genre=_genre(story),
        county=_county(story),
        is_cut_off=not story.complete,
    )
    doubts = _fill(
        article,
        kicker=story.kicker or "",
        headline=story.headline or "",
        deck=story.deck or "",
        dateline=story.dateline or "",
        printed_byline=bare_names(story.printed_byline, dateline=story.dateline),
    )
    article.save()
    doubts += [doubt_in_words(doubt) for doubt in story.doubts]
    doubts += _add_towns(article, story, on=on)
    photo = Photo.objects.create(article=article, caption="\n".join(story.paragraphs)) if is_photo else None
    doubts += _add_credits(article, photo, story)
    article.note = "\n".join(doubts)
    article.save(update_fields=["note"])
    return article, doubts


def _fill(article: Article, **texts: str) -> list[str]:
    """Set the fields; a text too long for its field is cut and doubted (the extract keeps it whole)."""
    doubts = []
    for name, text in texts.items():
        field = cast("CharField[str, str]", Article._meta.get_field(name))
        length = field.max_length or 0
        setattr(article, name, text[:length])
        if len(text) > length:
            doubts.append(
                _("%(field)s is longer than %(length)d characters and was cut.")
                % {"field": field.verbose_name, "length": length}
            )
    return doubts


def _county(story: ParsedStory) -> County | None:
    """The county of this name; of namesakes in two prefectures, the paper's own."""
    named = County.objects.filter(name=story.county)
    return named.filter(prefecture=own_prefecture()).first() or named.first()


def _genre(story: ParsedStory) -> str:
    if story.kind == "photo":
        return Article.Genre.PHOTO
    return Article.Genre.NEWS if story.headline else Article.Genre.BRIEF


def _add_towns(article: Article, story: ParsedStory, *, on: dt.date) -> list[str]:
    doubts = []
    for name in story.towns:
        namesakes = list(Town.objects.with_county(on=on).filter(name=name))
        here = [town for town in namesakes if town.county_name == story.county]
        towns = here if len(namesakes) > 1 else namesakes
        if len(towns) == 1:
            article.towns.add(towns[0])
        else:
            doubts.append(_("Several towns are called %s: choose one.") % name)
    return doubts


def _add_credits(article: Article, photo: Photo | None, story: ParsedStory) -> list[str]:
    doubts = []
    for order, credit in enumerate(story.credits, start=1):
        person = None
        # A body that provided a picture is credited by name, but is nobody.
        if credit.name not in story.organisations:
            match = identify(credit.name, title=credit.title or "")
            person = match.person
            if match.certainty == Certainty.DOUBTFUL:
                doubts.append(_("%s may be one of several people: choose one in the credits.") % credit.name)
        on_photo = photo is not None and credit.role in PHOTO_ROLES
        Credit.objects.get_or_create(
            article=None if on_photo else article,
            photo=photo if on_photo else None,
            role=credit.role,
            printed_text=credit.name[:NAME_LENGTH],
            defaults={"person": person, "title": (credit.title or "")[:TITLE_LENGTH], "order": order},
        )
    return doubts


@transaction.atomic
def undo_ingest(source: SourcePage, *, by: User | None = None, why: str = "") -> Deletion:
    """Take a page out again, stories and all, when its date or label was wrong: into the bin, in one piece.

    Raises `NotIngested` when one of its stories was handed in or ever signed: that is a record. The page
    goes too when nothing else stands on it.
    """
    articles = Article.objects.filter(extract__source=source)
    stories = list(articles.select_for_update(of=("self",)).order_by("pk"))
    taken = articles.exclude(status=Article.Status.DRAFT, sign_offs=None)
    if story := taken.first():
        raise NotIngested(_("%s is in work or was signed off: it stays.") % story)
    placements = list(Placement.objects.filter(article__in=stories))
    photos = list(Photo.objects.filter(article__in=stories))
    others = source.page.placements.exclude(article__in=stories)
    pages = [] if others.exists() else [source.page]
    return discard([*placements, *photos, source, *stories, *pages], by=by, why=why, about=source)
