"""A page as it looks in print: its picture, its PDF, and the PDFs of an issue in one."""

from __future__ import annotations

import io
import logging
import uuid
from collections.abc import Sequence

import pypdfium2
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from issues.models import IssueDay
from reader import page_queries, queries
from reader.conditional import conditional
from reader.printed import LARGEST_JOINED

logger = logging.getLogger(__name__)

SAFE = {"X-Content-Type-Options": "nosniff"}


def picture(request: HttpRequest, key: uuid.UUID, size: str) -> HttpResponse:
    """`size`: thumb, small or large, as `reader.converters.SizeConverter` lets through.

    Asked for again each time, unlike a photo: it shows the text of stories, and a withdrawal counts at once.
    """
    rendition = get_object_or_404(page_queries.renditions(), key=key)
    content = _read(getattr(rendition, size))
    return conditional(request, HttpResponse(content, content_type="image/webp", headers=SAFE))


def page_pdf(request: HttpRequest, day: IssueDay, label: str) -> HttpResponse:
    found = page_queries.renditions().filter(page__label=label)
    rendition = page_queries.of_day(found, day).first()
    if rendition is None or not rendition.pdf:
        raise Http404
    return _as_pdf(request, _read(rendition.pdf), f"{day}-{label}.pdf")


def issue_pdf(request: HttpRequest, day: IssueDay) -> HttpResponse:
    """The pages in their order. Of an issue of which one page cannot be shown there is none.

    Joined on request, in a few hundredths of a second; what is too large for that is had page by page.
    """
    pages = list(page_queries.of_day(queries.pages(), day, issue="issue"))
    shown = page_queries.renditions_of(pages)
    if not pages or not all(page.pk in shown and shown[page.pk].pdf for page in pages):
        raise Http404
    contents = [_read(shown[page.pk].pdf) for page in pages]
    if sum(map(len, contents)) > LARGEST_JOINED:
        raise Http404
    return _as_pdf(request, _joined(contents), f"{day}.pdf")


def _as_pdf(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", **SAFE}
    return conditional(request, HttpResponse(content, content_type="application/pdf", headers=headers))


def _read(file: FieldFile) -> bytes:
    """What is kept, at once. What was made anew between the question and now is not there any more."""
    try:
        with file.open("rb") as opened:
            content: bytes = opened.read()
    except OSError as error:
        logger.exception("%s is missing", file.name)
        raise Http404 from error
    return content


def _joined(pdfs: Sequence[bytes]) -> bytes:
    """One file of all pages. The tags that a page has for screen readers are not taken over by PDFium."""
    whole = pypdfium2.PdfDocument.new()
    for pdf in pdfs:
        with pypdfium2.PdfDocument(pdf) as page:
            whole.import_pages(page)
    target = io.BytesIO()
    whole.save(target)
    whole.close()
    return target.getvalue()
