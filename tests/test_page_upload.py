"""A page made elsewhere: taken in or refused with a sentence, made, drawn on, taken away again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from articles.models import Article
from audit.trail import entries_of
from issues import release, renditions
from issues.models import Placement, Region, Rendition
from issues.renditions import making, uploads
from people.models import User
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import (
    LONG_AGO,
    make_article,
    make_issue,
    make_page,
    make_placement,
    make_rendition,
    make_user,
    sign_off,
)
from tests.picture_parts import png_bomb
from tests.tiny_pdf import Page as Sheet
from tests.tiny_pdf import whole

KIND, STATE = Rendition.Kind, Rendition.State
TEXT = (
    "水渠修好了种田不怕水少了\n今年全镇种植小麦四万亩啊\n农技员到田头查看墒情苗情\n乡亲们说日子越过越有奔头"
)
OTHER = (
    "县里召开春季招商推进大会\n十二个项目当天签约落了地\n总投资超过三十亿元人民币\n园区道路将在五月全线贯通"
)
MOST_QUERIES = 20  # of the page with everything on it, the session and the frame around it included
LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]"
LOCK %= (b"11" * 32, b"22" * 32)
ROW = {"left": "10", "top": "20", "width": "30", "height": "15"}


def sheet(*lines: str) -> bytes:
    page = Sheet()
    for number, line in enumerate(lines or TEXT.split("\n")):
        page.put(40, 90 + 15 * number, line)
    return (
        page.put(40, 60, "水渠修好了", size=24)
        .put(40, 400, "招商大会开了", size=24)
        .column(40, 430, OTHER)
        .as_pdf()
    )


def picture(width: int = 900, height: int = 1300, kind: str = "PNG", mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, (width, height), "white").save(target, kind)
    return target.getvalue()


class World(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.designer = make_user("banshi", Role.PAGE_DESIGNER)
        cls.reader = make_user("jiaodui", Role.PROOFREADER)
        cls.reporter = make_user("jizhe", Role.REPORTER)
        cls.issue = make_issue()
        cls.page = make_page(cls.issue)
        cls.first, cls.second = (
            sign_off(make_article(headline, body=body, status=Article.Status.SUBMITTED))
            for headline, body in (("水渠修好了", TEXT), ("招商大会开了", OTHER))
        )
        for story in (cls.first, cls.second):
            release.place(story, cls.page)
        cls.page.refresh_from_db()

    def setUp(self) -> None:
        self.where = reverse("admin:issues_page_picture", args=[self.page.pk])
        self.client = self.as_staff(self.designer)

    def as_staff(self, user: User) -> StaffClient:
        client = StaffClient()
        client.force_login(user)
        return client

    def send(self, data: bytes, name: str = "A3大样.pdf", **others: Any) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            sent = {"do": "upload", "file": SimpleUploadedFile(name, data), **others}
            return self.client.post(self.where, sent)

    def make(self) -> Rendition:
        with self.captureOnCommitCallbacks(execute=True):
            renditions.make()
        return self.row

    def made(self, data: bytes | None = None, name: str = "A3大样.pdf", **others: Any) -> Rendition:
        self.send(data or sheet(), name, **others)
        return self.make()

    @property
    def row(self) -> Rendition:
        return Rendition.objects.get(page=self.page, kind=KIND.UPLOADED)

    def save(self, *rows: dict[str, Any], seen: str | None = None) -> Any:
        data = {name: [row.get(name, "") for row in rows] for name in ("story", *ROW)}
        return self.client.post(self.where, {"do": "save", "seen": seen or self.row.stamp, **data})


class TakingTests(World):
    def test_a_pdf_becomes_two_pictures_a_pdf_of_its_page_and_regions(self) -> None:
        row = self.made(
            whole(Sheet().put(40, 40, "封面"), Sheet().put(40, 60, "水渠修好了", size=24)), number=2
        )
        self.assertEqual((row.state, row.error, row.width), (STATE.MADE, "", 2000))
        with row.pdf.open() as file, pypdfium2.PdfDocument(file.read()) as pdf:
            self.assertEqual(len(pdf), 1)
            self.assertIn("水渠", pdf[0].get_textpage().get_text_range())
        self.assertEqual([region.article_id for region in row.regions.all()], [self.first.pk])
        self.assertEqual(row.incoming.name, "")

    def test_the_regions_stand_where_the_words_stand(self) -> None:
        row = self.made()
        first, second = row.regions.all()
        self.assertEqual((first.article_id, second.article_id), (self.first.pk, self.second.pk))
        self.assertLess(first.y + first.height, second.y)
        self.assertAlmostEqual(first.y, 40 / 800, delta=0.02)

    def test_pictures_are_taken_too_and_never_enlarged(self) -> None:
        for kind, mode in (("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB")):
            row = self.made(picture(kind=kind, mode=mode), f"a3.{kind.lower()}")
            self.assertEqual((row.state, row.width, row.height, row.pdf.name), (STATE.MADE, 900, 1300, ""))
            self.assertEqual(row.regions.count(), 0)

    def test_what_is_no_page_is_refused_in_a_sentence_that_names_the_file(self) -> None:
        cases = {
            "empty": b"",
            "text": b"hello",
            "broken": b"%PDF-1.7 broken",
            "locked": whole(Sheet().put(50, 100, "锁"), trailer=LOCK),
            "bomb": png_bomb(),
            "cut": picture()[:200],
            "tape": picture(400, 4000),
            "stamp": picture(100, 120),
        }
        for name, data in cases.items():
            with self.subTest(name):
                answer = self.send(data, f"{name}-x.pdf")
                self.assertEqual(answer.status_code, 400)
                self.assertContains(answer, f"“{name}-x.pdf”", status_code=400)
        self.assertFalse(Rendition.objects.exists())

    def test_a_page_that_the_pdf_has_not_is_refused(self) -> None:
        for number in ("2", "0", "x"):
            self.assertEqual(self.send(sheet(), number=number).status_code, 400)
        self.assertFalse(Rendition.objects.exists())

    def test_a_file_that_is_too_heavy_is_refused_before_it_is_read(self) -> None:
        file = SimpleUploadedFile("gross.pdf", sheet())
        file.size = uploads.MAX_PDF + 1
        with self.assertRaisesMessage(uploads.NotTaken, "gross.pdf"):
            uploads.upload(self.page, file, by=self.designer)

    def test_what_was_uploaded_before_is_shown_until_the_next_is_made(self) -> None:
        before = self.made()
        self.send(picture(), "neu.png")
        waiting = self.row
        self.assertEqual((waiting.state, waiting.key), (STATE.WAITING, before.key))
        self.assertTrue(Path(waiting.large.path).exists())
        after = self.make()
        self.assertEqual((after.width, after.pdf.name), (900, ""))
        self.assertFalse(Path(before.large.path).exists() or Path(waiting.incoming.path).exists())

    def test_a_making_that_fails_says_why_and_leaves_the_earlier_one(self) -> None:
        before = self.made()
        self.send(picture(), "neu.png")
        Path(self.row.incoming.path).write_bytes(picture()[:900])
        with self.assertLogs(making.logger, "ERROR"):
            after = self.make()
        self.assertEqual((after.state, after.key), (STATE.FAILED, before.key))
        self.assertContains(self.client.get(self.where), "neu.png")
        self.assertContains(self.client.get(self.where), after.error)

    def test_a_picture_keeps_what_was_drawn_on_the_one_before(self) -> None:
        self.made(picture(), "a.png")
        self.save({"story": self.second.pk, **ROW})
        row = self.made(picture(), "b.png")
        self.assertEqual([each.article_id for each in row.regions.all()], [self.second.pk])

    def test_a_file_that_comes_while_another_is_made_is_made_next(self) -> None:
        self.send(sheet())
        row = making._claim()
        assert row is not None
        self.send(picture(), "neu.png")
        making._make(row)
        self.assertEqual(self.row.state, STATE.WAITING)
        self.assertEqual(self.make().width, 900)


class DrawingTests(World):
    def setUp(self) -> None:
        super().setUp()
        self.made()

    def test_saved_is_what_was_drawn_and_nothing_else(self) -> None:
        empty = {"story": "", **ROW}
        answer = self.save(
            {"story": self.second.pk, **ROW}, empty, {"story": self.second.pk, **ROW, "top": "60"}
        )
        self.assertRedirects(answer, self.where)
        drawn = list(Region.objects.values_list("article", "order", "x", "y", "width", "height"))
        story = self.second.pk
        self.assertEqual(drawn, [(story, 0, 0.1, 0.2, 0.3, 0.15), (story, 1, 0.1, 0.6, 0.3, 0.15)])
        entry = entries_of(self.page).first()
        assert entry is not None
        self.assertEqual((entry.action, entry.after_values), ("draw_regions", {"regions": 2}))

    def test_what_is_no_region_is_shown_again_as_it_was_typed(self) -> None:
        wrong = (
            {"left": "-1"},
            {"left": "80"},
            {"width": "0"},
            {"top": "nan"},
            {"height": "x"},
            {"width": "1e400"},
        )
        before = list(Region.objects.values_list("pk", flat=True))
        for each in wrong:
            answer = self.save({"story": self.first.pk, **ROW, **each})
            self.assertContains(answer, 'aria-invalid="true"', status_code=400)
            self.assertContains(answer, f'value="{next(iter(each.values()))}"', status_code=400)
        self.assertEqual(list(Region.objects.values_list("pk", flat=True)), before)

    def test_a_story_that_is_not_placed_here_gets_no_region(self) -> None:
        other = make_article("别处的稿子")
        self.assertEqual(self.save({"story": other.pk, **ROW}).status_code, 400)
        self.assertEqual(self.save(*[{"story": self.first.pk, **ROW}] * 160).status_code, 400)
        self.assertEqual(Region.objects.filter(article=other).count(), 0)

    def test_more_regions_ask_no_more_of_the_database(self) -> None:
        counts = []
        for number in (1, 8):
            self.save(*[{"story": self.first.pk, **ROW}] * number)
            self.client.get(self.where)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(self.where)
            counts.append(len(asked))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], MOST_QUERIES)

    def test_two_who_draw_do_not_overwrite_each_other(self) -> None:
        seen = self.row.stamp
        self.save({"story": self.first.pk, **ROW})
        answer = self.save({"story": self.second.pk, **ROW, "left": "33.25"}, seen=seen)
        self.assertContains(answer, 'value="33.25"', status_code=409)
        self.assertEqual([each.article_id for each in Region.objects.all()], [self.first.pk])

    def test_nothing_is_drawn_while_the_page_is_made_anew(self) -> None:
        self.send(sheet())
        self.assertEqual(self.save({"story": self.first.pk, **ROW}).status_code, 409)

    def test_without_the_script_there_are_rows_to_fill_in_and_more_of_them(self) -> None:
        self.assertContains(self.client.get(self.where), "<tr data-region", count=2 + 2 + 1)
        data = {name: ["", ""] for name in ("story", *ROW)} | {"left": ["7.75", ""]}
        answer = self.client.post(self.where, {"do": "add", **data})
        self.assertContains(answer, "<tr data-region", count=2 + 2 + 1)
        self.assertContains(answer, 'value="7.75"')

    def test_regions_are_proposed_anew_for_stories_placed_later(self) -> None:
        self.save()
        self.assertEqual(Region.objects.count(), 0)
        self.client.post(self.where, {"do": "again"})
        self.make()
        self.assertEqual(Region.objects.count(), 2)

    def test_a_removed_upload_is_gone_with_its_files(self) -> None:
        row = self.row
        self.assertContains(self.client.post(self.where, {"do": "remove"}), 'name="sure"')
        self.assertTrue(Rendition.objects.exists())
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(self.where, {"do": "remove", "sure": "1"})
        self.assertFalse(Rendition.objects.exists() or Path(row.large.path).exists())
        self.assertEqual(self.client.post(self.where, {"do": "again"}).status_code, 302)

    def test_one_that_is_removed_while_it_is_made_stays_away(self) -> None:
        self.send(sheet())
        row = making._claim()
        assert row is not None
        self.client.post(self.where, {"do": "remove", "sure": "1"})
        making._make(row)
        self.assertFalse(Rendition.objects.exists())


class SeeingTests(World):
    def test_who_sees_pages_looks_and_who_changes_them_draws(self) -> None:
        row = self.made()
        file = reverse("admin:issues_page_picture_file", args=[self.page.pk, row.key])
        state = reverse("admin:issues_page_picture_state", args=[self.page.pk])
        for user, may_look, may_draw in (
            (self.chief, True, True),
            (self.designer, True, True),
            (self.reader, True, False),
            (self.reporter, False, False),
        ):
            client = self.as_staff(user)
            with self.subTest(user.username):
                for where in (self.where, file, state):
                    self.assertEqual(client.get(where).status_code, 200 if may_look else 403)
                answer = client.post(self.where, {"do": "again"})
                self.assertEqual(answer.status_code, 302 if may_draw else 403)
        self.assertEqual(self.client_class().get(file).status_code, 302)

    def test_the_picture_is_kept_in_no_cache(self) -> None:
        row = self.made()
        answer = self.client.get(reverse("admin:issues_page_picture_file", args=[self.page.pk, row.key]))
        self.assertEqual(answer.headers["Content-Type"], "image/webp")
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_a_composed_page_is_seen_by_who_may_see_all_of_its_stories(self) -> None:
        row = make_rendition(self.page, (self.first, 0, 0, 1, 0.5))
        file = reverse("admin:issues_page_picture_file", args=[self.page.pk, row.key])
        self.assertEqual(self.client.get(file).status_code, 200)
        self.assertContains(self.client.get(self.where), file)
        draft = make_article("还没交的稿子")
        make_placement(draft, self.page)
        client = self.as_staff(self.designer)
        self.assertEqual(client.get(file).status_code, 404)
        self.assertNotContains(client.get(self.where), file)

    def test_a_story_of_another_desk_is_a_number(self) -> None:
        hidden = make_article("别的部门的稿子")
        Placement.objects.create(page=self.page, article=hidden)
        self.made()
        self.assertNotContains(self.client.get(self.where), "别的部门的稿子")

    def test_readers_get_an_upload_with_its_issue_and_not_before(self) -> None:
        row = self.made()
        reader = self.client_class()
        addresses = [
            row.small_url,
            row.large_url,
            reverse("page-pdf", kwargs={"day": self.issue.day, "label": "A3"}),
        ]
        self.assertEqual({reader.get(each).status_code for each in addresses}, {404})
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        self.assertEqual({reader.get(each).status_code for each in addresses}, {200})

    def test_the_state_is_told_to_who_waits(self) -> None:
        self.send(sheet())
        where = reverse("admin:issues_page_picture_state", args=[self.page.pk])
        self.assertEqual(self.client.get(where).json()["is_done"], False)
        self.assertContains(self.client.get(self.where), "data-state=")
        self.make()
        self.assertEqual(self.client.get(where).json()["is_done"], True)
