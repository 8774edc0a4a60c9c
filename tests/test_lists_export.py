"""The list as a spreadsheet: its rows, the types of its cells, and texts that would like to be formulas."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote
from xml.etree import ElementTree

from django.test import SimpleTestCase
from django.urls import reverse
from django.utils import timezone

from articles.admin.lists import export
from articles.admin.lists.columns import Column
from articles.models import Article, ListColumns
from policy.roles import Role
from tests.make import SHANGHAI, make_article, make_user
from tests.test_lists import ListCase

EXPORT = reverse("admin:articles_article_export")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# What a spreadsheet program reads as the beginning of a formula, in both widths.
BEGINNINGS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"),
    *("＝1+1", "＋1", "－1", "＠SUM(A1)", '=HYPERLINK("http://x")'),
]


def sheet_of(file: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # Ours.


def cells_of(file: bytes) -> list[list[tuple[str, str]]]:
    """Type and text of each cell, row by row; the type of a number is n."""
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{MAIN}c")]
        for row in sheet_of(file).iter(f"{MAIN}row")
    ]


class ExportTests(ListCase):
    def export(self, **query: Any) -> list[list[tuple[str, str]]]:
        response = self.client.get(EXPORT, query)
        self.assertEqual(response.status_code, 200)
        return cells_of(b"".join(response.streaming_content))

    def titles(self, **query: Any) -> list[str]:
        return [row[0][1] for row in self.export(**query)[1:]]

    def test_the_file_holds_the_rows_of_the_filtered_list_in_its_order_on_all_its_pages(self) -> None:
        for number in range(60):
            make_article(f"短{number:02}", genre="brief")
        make_article("长")
        shown: list[str] = []
        for page in (1, 2):
            response = self.client.get(
                reverse("admin:articles_article_changelist"), {"genre__exact": "brief", "o": "-0", "p": page}
            )
            shown += [story.title for story in response.context["cl"].result_list]
        self.assertEqual(self.titles(genre__exact="brief", o="-0"), shown)
        self.assertEqual(self.titles(q="长"), ["长"])

    def test_nothing_that_the_policy_hides_is_in_the_file(self) -> None:
        make_article("别人的", filed_by=self.reporter)
        make_article("自己的", filed_by=self.other)
        self.client.force_login(self.other)
        self.assertEqual(self.titles(), ["自己的"])

    def test_who_sees_no_stories_gets_no_file(self) -> None:
        self.client.force_login(make_user("guanli", Role.ADMINISTRATOR))
        self.assertEqual(self.client.get(EXPORT).status_code, 403)

    def test_a_wrong_filter_leads_back_to_the_list(self) -> None:
        self.assertEqual(self.client.get(EXPORT, {"list": "nothing"}).status_code, 302)

    def test_texts_that_begin_like_formulas_stay_texts(self) -> None:
        ListColumns.objects.create(user=self.editor, columns=["tag_names"])
        for number, text in enumerate(BEGINNINGS):
            story = make_article(text, updated_at=timezone.now())
            story.tags.add(f"{text}标签{number}")
        rows = self.export()[1:]
        self.assertEqual({kind for row in rows for kind, _text in row}, {"inlineStr"})
        self.assertEqual(len(rows), len(BEGINNINGS))
        titles = {row[0][1].replace("_x000D_", "\r") for row in rows}
        self.assertEqual(titles, set(BEGINNINGS))

    def test_there_is_no_formula_and_no_link_anywhere_in_the_file(self) -> None:
        for text in BEGINNINGS:
            make_article(text)
        response: Any = self.client.get(EXPORT)
        sheet = sheet_of(b"".join(response.streaming_content))
        self.assertFalse(list(sheet.iter(f"{MAIN}f")) + list(sheet.iter(f"{MAIN}hyperlink")))

    def test_characters_that_xml_forbids_do_not_break_the_file(self) -> None:
        make_article("控\x01制\x0b符\x1f\ufffe\uffff字")
        self.assertEqual(self.titles(), ["控制符字"])

    def test_numbers_are_numbers_and_dates_are_dates_of_the_papers_clock(self) -> None:
        ListColumns.objects.create(user=self.editor, columns=["length_column", "planned", "changed"])
        story = make_article("麦田", body="二十一", planned_for=dt.date(2026, 12, 1))
        Article.objects.filter(pk=story.pk).update(updated_at=dt.datetime(2026, 11, 30, 6, tzinfo=SHANGHAI))
        _title, length, planned, changed = self.export()[1]
        self.assertEqual(length, ("n", "3"))
        # Days since 30 December 1899, as spreadsheets count.
        self.assertEqual(planned, ("n", "46357"))
        self.assertEqual(changed, ("n", "46356.25"))

    def test_the_head_names_the_persons_own_columns_and_stays_in_sight(self) -> None:
        ListColumns.objects.create(user=self.editor, columns=["desk", "state"])
        response: Any = self.client.get(EXPORT)
        file = b"".join(response.streaming_content)
        self.assertEqual([text for _kind, text in cells_of(file)[0]], ["标题", "部门", "状态"])
        pane = next(sheet_of(file).iter(f"{MAIN}pane"))
        self.assertEqual((pane.get("ySplit"), pane.get("state")), ("1", "frozen"))

    def test_the_file_is_named_after_the_day(self) -> None:
        said = unquote(self.client.get(EXPORT)["Content-Disposition"])
        self.assertEqual(said, f"attachment; filename*=utf-8''稿件-{timezone.localdate():%Y-%m-%d}.xlsx")

    def test_a_long_list_is_cut_and_says_so(self) -> None:
        for number in range(3):
            make_article(f"第{number}篇")
        with patch.object(export, "MOST_ROWS", 2):
            titles = self.titles()
        self.assertEqual(len(titles), 3)
        self.assertIn("共有 3 篇", titles[-1])

    def test_it_is_recorded_who_took_how_many(self) -> None:
        make_article("稿")
        with self.assertLogs("articles.admin.lists.export", "INFO") as log:
            self.export()
        self.assertIn("bianji exported 1 stories", log.output[0])

    def test_rows_take_no_queries_of_their_own(self) -> None:
        for number in range(3):
            make_article(f"第{number}篇", filed_by=self.reporter)
        self.client.get(EXPORT)
        with self.assertNumQueries(20) as few:
            self.export()
        Article.objects.bulk_create(Article(headline=f"{n}", filed_by=self.reporter) for n in range(100))
        with self.assertNumQueries(len(few)):
            self.export()


class CellTests(SimpleTestCase):
    def write(self, *values: Any) -> list[list[tuple[str, str]]]:
        book = io.BytesIO()
        columns = [Column(f"c{number}", f"列{number}", 8, lambda story: "") for number in range(len(values))]
        with export.Workbook(book, export.OPTIONS) as workbook:
            export.Sheet(workbook, columns).add(values)
        return cells_of(book.getvalue())

    def test_a_text_of_digits_stays_a_text(self) -> None:
        (_kind, _text), (kind, text) = self.write("007", "http://例.cn")[1]
        self.assertEqual((kind, text), ("inlineStr", "http://例.cn"))
        self.assertEqual(_kind, "inlineStr")

    def test_a_text_that_is_longer_than_a_cell_is_cut(self) -> None:
        self.assertEqual(len(self.write("长" * 40_000)[1][0][1]), 32_767)

    def test_nothing_is_an_empty_cell(self) -> None:
        self.assertEqual(self.write(None, "", 0)[1], [("n", "0")])
