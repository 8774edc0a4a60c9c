"""Out again: a page with all its drafts, or a draft that a corrected text prints no more."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Photo
from audit.bin import discard
from audit.models import Deletion
from ingest.drafts import is_untouched
from ingest.importing import NotIngested, decided, held_waiting
from ingest.models import Extract, SourcePage
from issues.models import Placement
from people.models import User
from policy.access import may
from policy.table import Action


@transaction.atomic
def undo_ingest(source: SourcePage, *, by: User | None = None, why: str = "") -> Deletion:
    """Take a page out again, stories and all, when its date or label was wrong: into the bin, in one piece.

    Raises `NotIngested` when one of its stories was handed in or ever signed: that is a record. The page
    goes too when nothing else stands on it.
    """
    list(SourcePage.objects.select_for_update(of=("self",)).filter(pk=source.pk))
    articles = Article.objects.filter(extract__source=source)
    stories = list(articles.select_for_update(of=("self",)).order_by("pk"))
    taken = articles.exclude(status=Article.Status.DRAFT, sign_offs=None)
    if story := taken.first():
        raise NotIngested(_("%s is in work or was signed off: it stays.") % story)
    placements = list(Placement.objects.filter(article__in=stories))
    photos = list(Photo.objects.filter(article__in=stories))
    pages = []
    if source.page and not source.page.placements.exclude(article__in=stories).exists():
        pages = [source.page]
    return discard([*placements, *photos, source, *stories, *pages], by=by, why=why, about=source)


# After another text came in -----------------------------------------------------------------------------


@transaction.atomic
def keep_draft(source: SourcePage, extract: int, *, version: int, by: User) -> None:
    """The draft stays as it is, though it is printed otherwise, or no more. Raises `Stale`, `NotIngested`."""
    held = held_waiting(source, version=version)
    _looked_at(held, _open(held, extract), by=by, what="keep_draft")


@transaction.atomic
def bin_draft(source: SourcePage, extract: int, *, version: int, by: User) -> None:
    """The draft is printed no more and goes into the bin, unless somebody worked on it.

    Raises `Stale`, and `NotIngested` where it was worked on or the person may not delete it.
    """
    held = held_waiting(source, version=version)
    opened = _open(held, extract)
    story = Article.objects.select_for_update(of=("self",)).filter(extract=opened).first()
    if story is None or opened.source_id == held.pk:
        raise NotIngested(_("This story is not there any more."))
    if not may(by, Action.DELETE, story):
        raise NotIngested(_("Only who may delete the story puts it into the bin."))
    if opened.is_put_right or not is_untouched(story):
        raise NotIngested(_("%s was worked on since: it would be lost.") % story)
    rows = (Placement.objects.filter(article=story), Photo.objects.filter(article=story))
    discard([*rows[0], *rows[1], story], by=by, why=_("Another text of the page came in."), about=story)
    _looked_at(held, opened, by=by, what="bin_draft")


def _open(held: SourcePage, extract: int) -> Extract:
    if (found := held.all_extracts.filter(pk=extract, is_open=True).first()) is None:
        raise NotIngested(_("This story is not there any more."))
    return found


def _looked_at(held: SourcePage, extract: Extract, *, by: User, what: str) -> None:
    extract.is_open, extract.printed_before = False, ""
    extract.save(update_fields=["is_open", "printed_before"])
    decided(held, action="correct_reading", by=by, after={"correction": what})
