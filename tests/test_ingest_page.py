"""ingest_page: a printed page goes in, drafts come out, and nothing is doubled or half-saved."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.models import Article, Credit
from ingest.importing import ingest_page
from ingest.models import Extract, SourcePage
from issues.models import Issue, Page, Placement
from newsroom.demo import SAMPLE
from people.models import Person
from tests.make import FAR_AHEAD, make_issue, make_person
from towns.loading import load_prefecture

ARGUMENTS = {"date": "2023-12-20", "page": "A3", "name": "鲁西新区·巨野"}
SMALL_PAGE = "田庄镇:麦田返青\n\n本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了。\n"


def ingest(path: Path = SAMPLE, **changes: str) -> str:
    out = io.StringIO()
    call_command("ingest_page", str(path), stdout=out, **(ARGUMENTS | changes))
    return out.getvalue()


class SamplePageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_prefecture("菏泽市")
        ingest()

    def test_ten_stories_and_two_photo_stories_come_out_as_drafts(self) -> None:
        genres = list(Article.objects.values_list("genre", flat=True))
        self.assertEqual((len(genres), genres.count(Article.Genre.PHOTO)), (12, 2))
        self.assertEqual(set(Article.objects.values_list("status", flat=True)), {Article.Status.DRAFT})
        self.assertFalse(Article.objects.published().exists())

    def test_a_story_has_its_byline_people_and_town(self) -> None:
        story = Article.objects.get(headline__startswith="田庄镇")
        self.assertEqual((story.dateline, story.printed_byline), ("本报讯", "通讯员 安宁"))
        self.assertEqual([str(credit.person) for credit in story.credits.all()], ["安宁"])
        self.assertEqual([town.slug for town in story.towns.all()], ["tianzhuang"])
        self.assertEqual(str(story.county), "巨野县")

    def test_a_paragraph_cut_by_a_column_is_whole_again(self) -> None:
        story = Article.objects.get(headline__startswith="巨野县审计局")
        self.assertIn("组织开展水利、医保、教育等部门", story.body)

    def test_the_lead_has_its_continuation_and_is_marked_as_cut_off(self) -> None:
        lead = Placement.objects.get(position=Placement.Position.LEAD).article
        self.assertTrue(lead.body.startswith("为经济发展绘蓝图"))
        self.assertIn("项目签约不是终点", lead.body)
        self.assertTrue(lead.is_cut_off)
        self.assertIn("第 53 行", lead.note)

    def test_a_caption_and_its_photographers_stand_on_the_photo(self) -> None:
        story = Article.objects.get(genre=Article.Genre.PHOTO, county__name="鲁西新区")
        photo = story.photos.get()
        self.assertTrue(photo.caption.startswith("为进一步提高"))
        names = list(photo.credits.values_list("person__name", "role"))
        self.assertEqual(names, [("王燕", Credit.Role.PHOTOGRAPHER), ("刘菲", Credit.Role.PHOTOGRAPHER)])
        self.assertEqual(Person.objects.get(name="刘菲").kind, Person.Kind.CORRESPONDENT)

    def test_the_printed_text_is_kept_beside_what_was_made_of_it(self) -> None:
        self.assertEqual(SourcePage.objects.get().text, SAMPLE.read_text(encoding="utf-8"))
        extract = Extract.objects.get(article__headline__startswith="田庄镇")
        self.assertIn("本报讯(通讯员 安宁)", extract.printed_text)

    def test_a_second_run_changes_nothing(self) -> None:
        before = (
            Article.objects.count(),
            Credit.objects.count(),
            Person.objects.count(),
            Page.objects.count(),
        )
        self.assertIn("12", ingest())
        after = (
            Article.objects.count(),
            Credit.objects.count(),
            Person.objects.count(),
            Page.objects.count(),
        )
        self.assertEqual(before, after)

    def test_another_text_of_the_page_is_refused(self) -> None:
        with pytest.raises(CommandError, match="seed-page"):
            self.ingest_text(SMALL_PAGE)
        self.assertEqual(Article.objects.count(), 12)

    def ingest_text(self, text: str) -> None:
        path = Path(self.enterContext(_folder())) / "page.txt"
        path.write_text(text, encoding="utf-8")
        ingest(path)


class BadInputTests(TestCase):
    def test_what_is_no_page_changes_nothing_and_is_named(self) -> None:
        cases = {
            "empty": b"",
            "blank": b" \n\n",
            "not UTF-8": "本报讯".encode()[:-1],
            "binary": b"\x89PNG\r\n\x1a\n\x00\x00",
        }
        folder = Path(self.enterContext(_folder()))
        for name, data in cases.items():
            with self.subTest(name):
                path = folder / "page.txt"
                path.write_bytes(data)
                with pytest.raises(CommandError, match=r"page\.txt"):
                    ingest(path)
                self.assertFalse(Issue.objects.exists())

    def test_a_bad_date_label_or_file_is_named(self) -> None:
        for changes in ({"date": "2023-13-01"}, {"page": "A/3"}, {"page": ""}):
            with self.subTest(**changes), pytest.raises(CommandError):
                ingest(SAMPLE, **changes)
            self.assertFalse(Issue.objects.exists())
        with pytest.raises(CommandError, match="nowhere"):
            ingest(Path("nowhere.txt"))


class OneStoryTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_prefecture("菏泽市")

    def ingest_small(self) -> Article:
        ingested = ingest_page(SMALL_PAGE, date=dt.date(2023, 12, 20), label="A3")
        return ingested.articles[0]

    def test_a_name_that_two_people_bear_is_left_open_and_flagged(self) -> None:
        make_person("安宁", kind=Person.Kind.CORRESPONDENT)
        make_person("安宁", kind=Person.Kind.REPORTER)
        story = self.ingest_small()
        self.assertIsNone(story.credits.get().person)
        self.assertIn("安宁", story.note)

    def test_an_issue_that_waits_for_its_release_takes_no_drafts(self) -> None:
        make_issue(publish_at=FAR_AHEAD)
        with pytest.raises(CommandError):
            ingest()
        self.assertFalse(Article.objects.exists())


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()
