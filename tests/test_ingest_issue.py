"""ingest_issue: a folder or ZIP goes in page by page; stopped it goes on, repeated it changes nothing."""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.models import Article, Credit
from ingest import taking_in
from ingest.importing import ingest_page
from ingest.models import SourcePage
from ingest.sources import PageName, page_name
from issues.models import Issue, Page
from people.models import Person
from tests.hostile_archives import packed
from tests.make import FAR_AHEAD, make_issue
from tests.pdf_pages import SAMPLES
from towns.loading import load_prefecture

DATE = dt.date(2023, 12, 20)


def page_of(town: str, person: str) -> str:
    return f"{town}:麦田返青\n\n本报讯(通讯员 {person})巨野县{town}的麦田返青了。\n"


PAGES = {
    "A1 要闻.txt": page_of("田庄镇", "安宁").encode(),
    "A2.txt": page_of("太平镇", "李心怡").encode("gb18030"),
    "A03版：鲁西新区·巨野.txt": page_of("麒麟镇", "韩凯良").encode("utf-16"),
}


class IssueTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_prefecture("菏泽市")

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.put(PAGES)

    def put(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def ingest(self, path: Path | None = None, **options: Any) -> str:
        """All that the command says, also of a run that fails."""
        said = io.StringIO()
        try:
            call_command(
                "ingest_issue",
                str(path or self.folder),
                **{"date": "2023-12-20"} | options,
                stdout=said,
                stderr=said,
            )
        except CommandError as error:
            self.exit_code = error.returncode
            said.write(str(error))
        else:
            self.exit_code = 0
        return said.getvalue()


def everything() -> list[list[tuple[Any, ...]]]:
    tables = (Article, Credit, Person, Page, SourcePage, Issue)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


class WholeIssueTests(IssueTestCase):
    def test_each_file_becomes_its_page(self) -> None:
        self.ingest()
        pages = Page.objects.order_by("order").values_list("label", "name", "source__file_name")
        self.assertEqual(
            list(pages),
            [
                ("A1", "要闻", "A1 要闻.txt"),
                ("A2", "", "A2.txt"),
                ("A03", "鲁西新区·巨野", "A03版：鲁西新区·巨野.txt"),
            ],
        )
        self.assertEqual(self.exit_code, 0)

    def test_every_encoding_is_read(self) -> None:
        self.ingest()
        headlines = set(Article.objects.values_list("headline", flat=True))
        self.assertEqual(headlines, {"田庄镇:麦田返青", "太平镇:麦田返青", "麒麟镇:麦田返青"})

    def test_a_pdf_is_a_page_like_a_text(self) -> None:
        self.put({"A4 社区.pdf": (SAMPLES / "boxes.pdf").read_bytes()})
        self.ingest()
        page = Page.objects.get(label="A4")
        self.assertEqual((page.name, page.placements.count()), ("社区", 4))

    def test_every_page_is_told_with_its_place_in_the_run(self) -> None:
        lines = self.ingest().splitlines()
        self.assertEqual([line.split()[0] for line in lines[:3]], ["1/3", "2/3", "3/3"])

    def test_a_zip_is_the_same_as_its_folder(self) -> None:
        path = self.folder.parent / f"{self.folder.name}.zip"
        self.addCleanup(path.unlink)
        path.write_bytes(packed({f"2023-12-20/{name}": data for name, data in PAGES.items()}))
        self.ingest(path)
        self.ingest(self.folder)
        self.assertEqual(SourcePage.objects.count(), 3)
        self.assertEqual(self.exit_code, 0)

    def test_the_same_again_changes_nothing(self) -> None:
        self.ingest()
        before = everything()
        self.ingest()
        self.assertEqual(everything(), before)

    def test_a_trial_says_what_would_come_and_writes_nothing(self) -> None:
        before = everything()
        said = self.ingest(dry_run=True)
        self.assertEqual(everything(), before)
        self.assertEqual(re.sub(r"\s+$", "", self.ingest()), said.rpartition("\n")[0].rpartition("\n")[0])


class InterruptedRunTests(IssueTestCase):
    def stop_at(self, page: int) -> Callable[..., Any]:
        """ingest_page as it is, but at this page Ctrl-C comes when the rows are written."""
        calls = iter(range(1, 99))

        def interrupted(*args: Any, **options: Any) -> Any:
            done = ingest_page(*args, **options)
            if next(calls) == page:
                raise KeyboardInterrupt
            return done

        return interrupted

    def test_what_is_done_stays_and_the_next_run_goes_on(self) -> None:
        with mock.patch.object(taking_in, "ingest_page", self.stop_at(3)):
            self.ingest()
        self.assertEqual(self.exit_code, 130)
        self.assertEqual(Article.objects.count(), 2)
        self.ingest()
        self.assertEqual((self.exit_code, Article.objects.count(), Page.objects.count()), (0, 3, 3))

    def test_stopped_at_every_page_it_ends_as_an_unstopped_run(self) -> None:
        for page in (1, 1, 2, 3, 2):
            with mock.patch.object(taking_in, "ingest_page", self.stop_at(page)):
                self.ingest()
        self.ingest()
        self.assertEqual(SourcePage.objects.count(), 3)
        self.assertEqual(Article.objects.count(), 3)


class FailingPageTests(IssueTestCase):
    def assert_named(self, said: str, name: str, *, others: int = 3) -> None:
        """The file is named with a reason, the run fails, and the other pages are in."""
        self.assertRegex(said, rf"{re.escape(name)}: \S")
        self.assertEqual((self.exit_code, SourcePage.objects.count()), (1, others))

    def test_a_file_without_label_is_named(self) -> None:
        self.put({"通讯.txt": PAGES["A2.txt"]})
        self.assert_named(self.ingest(), "通讯.txt")

    def test_a_damaged_page_is_named(self) -> None:
        self.put({"A4.txt": page_of("田桥镇", "安宁").encode()[:-3]})
        self.assert_named(self.ingest(), "A4.txt")

    def test_a_page_whose_stories_are_in_work_is_named(self) -> None:
        ingest_page(page_of("田桥镇", "安宁"), date=DATE, label="A2", file_name="before.txt")
        Article.objects.update(status=Article.Status.SUBMITTED)
        self.assert_named(self.ingest(), "A2.txt")

    def test_two_files_of_one_page_are_both_named(self) -> None:
        self.put({"A2 要闻.txt": PAGES["A2.txt"]})
        said = self.ingest()
        self.assert_named(said, "A2.txt", others=2)
        self.assert_named(said, "A2 要闻.txt", others=2)

    def test_a_file_of_another_date_is_named(self) -> None:
        self.put({"2023-12-19_A4.txt": PAGES["A2.txt"]})
        self.assert_named(self.ingest(), "2023-12-19_A4.txt")

    def test_other_files_are_left_out_and_told(self) -> None:
        self.put({"A3.jpg": b"\xff\xd8", ".DS_Store": b"x"})
        said = self.ingest()
        self.assertIn("A3.jpg", said)
        self.assertNotIn("DS_Store", said)
        self.assertEqual(self.exit_code, 0)

    def test_an_issue_that_waits_for_its_release_takes_no_page(self) -> None:
        make_issue(publish_at=FAR_AHEAD)
        self.ingest()
        self.assertEqual((self.exit_code, SourcePage.objects.count()), (1, 0))

    def test_what_is_no_issue_is_refused(self) -> None:
        cases = {"missing": self.folder / "none", "a page": self.folder / "A2.txt"}
        for name, path in cases.items():
            with self.subTest(name):
                self.assertIn(path.name, self.ingest(path))
                self.assertEqual(self.exit_code, 1)
        self.assertIn("2023-13-01", self.ingest(date="2023-13-01"))
        self.assertFalse(Issue.objects.exists())

    def test_no_page_goes_in_when_the_archive_is_refused(self) -> None:
        path = self.folder / "issue.zip"
        path.write_bytes(packed({**PAGES, "../A4.txt": PAGES["A2.txt"]}))
        self.ingest(path)
        self.assertEqual((self.exit_code, SourcePage.objects.count()), (1, 0))


@pytest.mark.parametrize(
    ("file", "label", "name"),
    [
        ("A3.txt", "A3", ""),
        ("a3_鲁西新区.TXT", "A3", "鲁西新区"),
        ("A3 鲁西新区·巨野.txt", "A3", "鲁西新区·巨野"),
        ("A3（鲁西新区·巨野）.txt", "A3", "鲁西新区·巨野"),
        ("Ａ３版：县区新闻.txt", "A3", "县区新闻"),
        ("要闻 A1.txt", "A1", "要闻"),
        ("03版.pdf", "03", ""),
        ("03.pdf", "03", ""),
        ("03要闻.txt", "03", "要闻"),
        ("第3版 要闻.txt", "3", "要闻"),
        ("第十二版 副刊.txt", "第十二版", "副刊"),
        ("四版.txt", "第四版", ""),
        ("page-3.txt", "3", ""),
        ("A2-A3 特刊.pdf", "A2-A3", "特刊"),
        ("2023/12/20/A3.txt", "A3", ""),
        ("菏泽日报 第04版 综合新闻.pdf", "04", "综合新闻"),
    ],
)
def test_file_name_says_label_and_name(file: str, label: str, name: str) -> None:
    assert page_name(file) == PageName(label, name)


@pytest.mark.parametrize(
    "file",
    [
        "2023-12-20_A3.pdf",
        "菏泽日报2023年12月20日A3版.pdf",
        "hzrb20231220A3.txt",
        "A3.2023.12.20.txt",
    ],
)
def test_date_in_the_file_name_is_no_part_of_the_label(file: str) -> None:
    assert page_name(file) == PageName("A3", "", DATE)


@pytest.mark.parametrize("file", ["通讯.txt", "12月简讯.txt", "5G时代.txt", "2条短讯.txt", "2023-12-20.txt"])
def test_file_name_without_label_says_none(file: str) -> None:
    assert page_name(file) is None
