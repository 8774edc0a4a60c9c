"""A page made elsewhere is taken in (上传), read anew, corrected by hand or taken away again.

    upload(page, file, number=1, by=user)     -> kept, and owed: the making is another process's
    propose_again(page, by=user)              -> its regions by its words, with the stories placed now
    draw_regions(page, regions, seen=stamp, by=user)
    remove(page, by=user)                     -> what is composed of the stories is shown again

What was uploaded before is shown until the new one is made. All raise NotTaken with a sentence.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.images.anatomy import examine
from articles.images.intake import MAX_BYTES
from articles.images.kinds import kind_of
from articles.images.storage import Provisional
from audit.trail import record
from issues.models import Page, Region, Rendition
from issues.renditions.asking import owe
from issues.renditions.made import forget
from issues.renditions.uploaded import SEARCHED, is_pdf, numbered
from issues.renditions.words import sheet_in_words
from issues.uploaded import SheetError, pages_of
from people.models import User

MEGABYTE = 1024 * 1024
MAX_PDF = 40 * MEGABYTE
MOST_REGIONS = 150
LONGEST_NAME = 120
MOST_SLANTED, NARROWEST = 4, 300  # a picture is no longer than four times its width; in pixels
UPLOADED = Rendition.Kind.UPLOADED


class NotTaken(Exception):
    """Nothing was changed; the message is for whoever asked."""


class Stale(NotTaken):
    """The picture or its regions are others by now."""


def upload(page: Page, file: Any, *, number: int = 1, by: User) -> Rendition:
    """Take a PDF, of which the page of this `number` is shown, or a picture."""
    name = Path(file.name or "").name.replace("\0", "")[-LONGEST_NAME:]
    try:
        suffix = _judged(file, number)
    except ValidationError as error:
        raise NotTaken(_("“%(file)s”: %(why)s") % {"file": name, "why": " ".join(error.messages)}) from error
    except SheetError as error:
        raise NotTaken(_("“%(file)s”: %(why)s") % {"file": name, "why": sheet_in_words(error)}) from error
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        page, row = _hold(page, make=True)
        before = {"file": row.file_name} if row.file_name else None
        old = row.incoming.name
        file.seek(0)
        row.incoming.save(f"page{suffix}", file, save=False)
        transaction.on_commit(Provisional(row.incoming.name or ""))
        row.incoming_page, row.file_name = number, name
        row.save(update_fields=["incoming", "incoming_page", "file_name"])
        after = {"file": name, "sheet": number, "sha256": sha256}
        record("upload", page, by=by, before=before, after=after)
        owe([page], kind=UPLOADED)
        transaction.on_commit(lambda: forget([old]))
    return row


def _judged(file: Any, number: int) -> str:
    """The suffix of what it is, if it can be taken; the picture itself is decoded when the page is made."""
    if not file.size:
        raise ValidationError(_("The file is empty. Send it again."))
    if file.size > MAX_PDF:
        raise ValidationError(_("The file is larger than 40 MB. Export it with smaller pictures."))
    file.seek(0)
    beginning = file.read(SEARCHED)
    if is_pdf(beginning):
        _judge_pdf(file, number)
        return ".pdf"
    kind = kind_of(beginning)
    if kind is None:
        raise ValidationError(_("This is no page: send a PDF, or a JPEG, PNG or WebP picture."))
    if file.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 30 MB. Save it as JPEG or scale it down."))
    file.seek(0)
    anatomy = examine(file.read(), kind)
    if anatomy.width < NARROWEST:
        raise ValidationError(_("The picture is narrower than 300 pixels: nobody could read the page."))
    if not 1 / MOST_SLANTED <= anatomy.width / anatomy.height <= MOST_SLANTED:
        raise SheetError("shape")
    return f".{kind.name.lower()}"


def _judge_pdf(file: Any, number: int) -> None:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        pages = pages_of(Path(copy.name))
    if not 1 <= number <= pages:
        raise SheetError("no-such-page", str(pages))


def propose_again(page: Page, *, by: User) -> None:
    """Or try once more what failed."""
    with transaction.atomic():
        page, row = _hold(page)
        if not row.incoming and not row.pdf:
            raise NotTaken(_("A picture has no words to find the stories by: draw its regions by hand."))
        record("propose_regions", page, by=by)
        owe([page], kind=UPLOADED)


def draw_regions(page: Page, regions: Sequence[Region], *, seen: str, by: User) -> None:
    """These and no others, on the picture as the person saw it."""
    if len(regions) > MOST_REGIONS:
        raise NotTaken(_("A page has at most %d regions.") % MOST_REGIONS)
    with transaction.atomic():
        page, row = _hold(page)
        if row.state in (Rendition.State.WAITING, Rendition.State.UNDER_WAY):
            raise Stale(_("The page is being made anew. Nothing was saved: wait until it is done."))
        if seen != row.stamp:
            raise Stale(
                _(
                    "Somebody changed the regions or the picture meanwhile. Nothing was saved: yours stand "
                    "below. Save once more to put them in the place of the others, or load the page again."
                )
            )
        placed = set(page.placements.values_list("article", flat=True))
        if not {region.article_id for region in regions} <= placed:
            raise NotTaken(_("A story does not stand on this page any more. Nothing was saved."))
        before = row.regions.count()
        row.regions.all().delete()
        for region in numbered(regions):
            region.rendition = row
        Region.objects.bulk_create(regions)
        row.regions_version += 1
        row.save(update_fields=["regions_version"])
        record("draw_regions", page, by=by, before={"regions": before}, after={"regions": len(regions)})


def remove(page: Page, *, by: User) -> None:
    with transaction.atomic():
        page, row = _hold(page)
        record("remove_upload", page, by=by, before={"file": row.file_name})
        row.delete()


def _hold(page: Page, *, make: bool = False) -> tuple[Page, Rendition]:
    """The page and its upload, locked; the page first, as everywhere."""
    page = Page.objects.select_for_update(of=("self",)).select_related("issue").get(pk=page.pk)
    row = Rendition.objects.select_for_update().filter(page=page, kind=UPLOADED).first()
    if row is None:
        if not make:
            raise NotTaken(_("Nothing has been uploaded for this page, or it was removed meanwhile."))
        row = Rendition.objects.create(page=page, kind=UPLOADED)
    return page, row
