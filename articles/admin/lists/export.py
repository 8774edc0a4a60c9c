"""The list as it is shown, as a spreadsheet (XLSX).

Every text is written as a typed string: '=1+1' from a headline stays a headline and is no formula.
"""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from collections.abc import Sequence
from typing import IO, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from articles.admin.lists.columns import TITLE, Cell, Column, columns_of
from articles.models import Article
from articles.text import for_xml
from audit.trail import record
from people.accounts import user_of

MOST_ROWS = 10_000
ROWS_AT_A_TIME = 500
# What a cell of a spreadsheet holds.
LONGEST_TEXT = 32_767
# A column is as wide as its text needs; a Chinese character takes two of a spreadsheet's units.
UNITS_A_CHARACTER = 2
# Rows go to the file one by one, and no text is ever read as a number, an address or a formula.
OPTIONS = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}

logger = logging.getLogger(__name__)


class ExportAdmin(admin.ModelAdmin[Article]):
    """Exactly the rows of the filtered, searched, permitted list in its order, with the person's columns."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="articles_article_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{reverse('admin:articles_article_changelist')}?e=1")
        user = user_of(request)
        number = min(shown.result_count, MOST_ROWS)
        file = write([TITLE, *columns_of(user)], shown.queryset, total=shown.result_count)
        with transaction.atomic():
            after = {"count": number, "filters": request.GET.urlencode()}
            record("export", Article, by=user, after=after)
        logger.info("%s exported %d stories, asked for by %s", user.username, number, request.GET.urlencode())
        name = f"{self.opts.verbose_name_plural}-{timezone.localdate():%Y-%m-%d}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name)


def write(columns: Sequence[Column], stories: QuerySet[Article], *, total: int) -> IO[bytes]:
    """The file, at its beginning. It lies on the disk, since a list may be long."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # The response closes it.
    with Workbook(file, OPTIONS) as book:
        sheet = Sheet(book, columns)
        for story in stories[:MOST_ROWS].iterator(chunk_size=ROWS_AT_A_TIME):
            sheet.add([column.value(story) for column in columns])
        if total > MOST_ROWS:
            said = _("Only the first %(most)s of %(total)s stories are in this file.")
            sheet.add([said % {"most": MOST_ROWS, "total": total}])
    file.seek(0)
    return file


class Sheet:
    """A sheet that is written from above, with a head that stays in sight."""

    def __init__(self, book: Workbook, columns: Sequence[Column]) -> None:
        self.sheet = book.add_worksheet(str(Article._meta.verbose_name_plural))
        self.formats = {
            kind: book.add_format({"num_format": pattern, "align": "left"})
            for kind, pattern in ((dt.date, "yyyy-mm-dd"), (dt.datetime, "yyyy-mm-dd hh:mm"))
        }
        self.row = 0
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.width * UNITS_A_CHARACTER)
        self.sheet.freeze_panes(1, 0)
        head = book.add_format({"bold": True, "bottom": 1})
        self.add([capfirst(str(column.label)) for column in columns], head)

    def add(self, cells: Sequence[Cell], look: Any = None) -> None:
        for place, cell in enumerate(cells):
            self._write(place, cell, look)
        self.row += 1

    def _write(self, place: int, cell: Cell, look: Any) -> None:
        """By its type: a date as a date of the paper's clock, a number as a number, all else as text."""
        if isinstance(cell, dt.datetime):
            local = timezone.make_naive(cell)
            self.sheet.write_datetime(self.row, place, local, self.formats[dt.datetime])
        elif isinstance(cell, dt.date):
            self.sheet.write_datetime(self.row, place, cell, self.formats[dt.date])
        elif isinstance(cell, int):
            self.sheet.write_number(self.row, place, cell, look)
        elif cell:
            self.sheet.write_string(self.row, place, as_text(cell), look)


def as_text(text: str) -> str:
    """What a cell can hold of the text."""
    return for_xml(text)[:LONGEST_TEXT]
