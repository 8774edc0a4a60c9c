"""Making what is owed: the page composed, printed, drawn and kept, once for each version of it.

A row is claimed, and that is committed, before the work begins: of two processes one makes the page. One that
dies in between leaves a page that is told to have failed, and that may be asked for again.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import asdict

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from articles import clock
from articles.images.storage import Provisional
from articles.models import Article
from issues.composing import compose
from issues.composing.reading import describe, wishes_of
from issues.composing.render import WIDTHS, pictures, print_page
from issues.models import Issue, Page, Placement, Region, Rendition
from issues.models.rendition import latest_hash
from issues.renditions.asking import can_be_made
from issues.renditions.made import FILES, Made, dimensions, forget, thumb_of
from issues.renditions.uploaded import uploaded
from issues.renditions.words import reason

logger = logging.getLogger(__name__)

# No page takes as long: what began earlier has broken off.
LONGEST = dt.timedelta(minutes=3)


def make(until: Callable[[], bool] = lambda: False) -> int:
    """Make all that is owed and say how many pages were made. One that fails stops no other."""
    made = 0
    _give_up_broken_off()
    while not until() and (row := _claim()) is not None:
        made += _make(row)
    return made


def _give_up_broken_off() -> None:
    broken = Rendition.objects.filter(begun_at__lt=clock.database_time() - LONGEST)
    broken.update(begun_at=None, error=_("The work on this page broke off. Ask for it once more."))


def _claim() -> Rendition | None:
    owed = Rendition.objects.filter(owed_at__isnull=False, begun_at=None).order_by("owed_at", "pk")
    if not can_be_made():
        # What was made elsewhere needs no engine; the others wait until it is there.
        owed = owed.filter(kind=Rendition.Kind.UPLOADED)
    # Asked without a lock first: a worker with nothing to do holds up nobody.
    if not owed.exists():
        return None
    with transaction.atomic():
        row = owed.select_for_update(skip_locked=True, of=("self",)).select_related("page__issue").first()
        if row is not None:
            row.begun_at, row.owed_at, row.error = clock.database_time(), None, ""
            row.save(update_fields=["begun_at", "owed_at", "error"])
        return row


def _make(row: Rendition) -> bool:
    error = ""
    try:
        _keep(row, WORK[Rendition.Kind(row.kind)](row))
    except Exception as caught:  # Whatever it is: the other pages are made.
        error = reason(caught)
        logger.exception("page %s could not be made", row.page_id)
    # Somebody may have asked once more meanwhile, so that this is all that is written.
    Rendition.objects.filter(pk=row.pk).update(begun_at=None, error=error)
    return not error


def composed(row: Rendition) -> Made:
    """The page made of its stories: of all before its issue is out, then of those that readers may read."""
    page = Page.objects.select_related("issue", "editor").get(pk=row.page_id)
    # Read first: what changes from here on makes this rendition an old one, and nothing else.
    version, hashes = page.version, _hashes(page)
    composition = compose(describe(page, only=hashes), wishes_of(page))
    printed = print_page(composition)
    drawn = pictures(printed.pdf)
    columns = {
        "page_version": version,
        "layout": composition.layout,
        "hole_share": composition.hole_share,
        "fits": [asdict(fit) for fit in composition.fits],
        "missing": {character: list(stories) for character, stories in composition.missing.items()},
        "notices": [asdict(notice) for notice in composition.notices],
        **dimensions(drawn[WIDTHS[1]]),
    }
    regions = [
        Region(
            article_id=region.story,
            text_hash=hashes[region.story],
            order=order,
            x=region.x,
            y=region.y,
            width=region.width,
            height=region.height,
        )
        for order, region in enumerate(composition.regions)
    ]
    files = {"pdf": printed.pdf, "small": drawn[WIDTHS[0]], "large": drawn[WIDTHS[1]]}
    return Made(columns, files, regions)


def _hashes(page: Page) -> dict[int, str]:
    placed = Placement.objects.filter(page=page)
    if Issue.objects.published().filter(pk=page.issue_id).exists():
        placed = placed.filter(article__in=Article.objects.published())
    return dict(placed.values_list("article", latest_hash("article")))


WORK: dict[Rendition.Kind, Callable[[Rendition], Made]] = {
    Rendition.Kind.COMPOSED: composed,
    Rendition.Kind.UPLOADED: uploaded,
}


@transaction.atomic
def _keep(row: Rendition, made: Made) -> None:
    """Files before rows; the old files go once the new rows are there for everybody.

    What was taken away while it was made stays away. A file that came meanwhile waits for its own making.
    """
    found = Rendition.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    row = found
    before = [name for each in FILES if (name := getattr(row, each).name)]
    if made.took and row.incoming.name == made.took:
        before.append(made.took)
        row.incoming = ""
    row.key, row.made_at = uuid.uuid4(), clock.database_time()
    for name, value in made.columns.items():
        setattr(row, name, value)
    for name in FILES:
        setattr(row, name, "")
    files = {**made.files, "thumb": thumb_of(made.files["small"])}
    for name, content in files.items():
        kept = getattr(row, name)
        kept.save("", ContentFile(content), save=False)
        transaction.on_commit(Provisional(kept.name))
    row.save(update_fields=["key", "made_at", "incoming", *made.columns, *FILES])
    row.regions.all().delete()
    for region in made.regions:
        region.rendition = row
    Region.objects.bulk_create(made.regions)
    transaction.on_commit(lambda: forget(before))
