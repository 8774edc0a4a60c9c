"""The made pictures of pages: asked for, watched while they are made, old, failed, and who is shown them."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from audit.models import Entry
from issues import renditions
from issues.models import Rendition
from issues.renditions import asking, making
from tests import make
from tests.test_make_up import MakeUpTests

MADE_QUERIES = 10


class PictureTests(MakeUpTests):
    """The picture of the page: asked for, made, old, failed; and those of the whole issue."""

    def made(self) -> Rendition:
        renditions.owe([self.page])
        renditions.make()
        return Rendition.objects.get(page=self.page)

    def all_pages(self, name: str = "") -> str:
        return reverse(f"admin:issues_issue_pages_made{name}", args=[self.issue.pk])

    def picture(self) -> Any:
        return self.client.get(self.address("_made")).json()

    def test_a_page_is_asked_for_and_shown_to_the_staff_once_it_is_made(self) -> None:
        files = [self.address("_picture", "small"), self.address("_picture", "large"), self.address("_pdf")]
        self.assertEqual({self.client.get(each).status_code for each in files}, {404})
        self.assertEqual(self.change(do="make").status_code, 200)
        self.assertTrue(self.picture()["waits"])
        renditions.make()
        told = self.picture()
        self.assertFalse(told["waits"])
        self.assertIn(files[0], told["parts"]["make-up-picture"])
        answers = [self.client.get(each) for each in files]
        kinds = [each.headers["Content-Type"] for each in answers]
        self.assertEqual(kinds, ["image/webp", "image/webp", "application/pdf"])
        for each in answers:
            self.assertIn("no-store", each.headers["Cache-Control"])
        self.assertEqual(self.client.get(self.address("_picture", "huge")).status_code, 404)
        self.assertEqual(Entry.objects.filter(action="set_pages", key=str(self.page.pk)).count(), 1)

    def test_a_page_with_an_unseen_story_is_shown_to_nobody_who_may_not_see_it(self) -> None:
        self.made()
        Article.objects.filter(pk=self.stories[0].pk).update(desk=self.other_desk)
        files = [self.address("_picture", "large"), self.address("_pdf")]
        for user, status in ((self.chief, 200), (self.editor, 404), (self.reporter, 403)):
            self.client.force_login(user)
            self.assertEqual({self.client.get(each).status_code for each in files}, {status})
        # Taken off the page it still stands on the picture.
        self.places[0].delete()
        self.client.force_login(self.editor)
        self.assertEqual(self.client.get(files[0]).status_code, 404)
        self.assertNotIn("<img", self.picture()["parts"]["make-up-picture"])

    def test_a_page_that_changed_since_says_so(self) -> None:
        self.made()
        self.assertNotIn("page-picture-old", self.picture()["parts"]["make-up-picture"])
        self.change(layout="base")
        self.assertIn("page-picture-old", self.picture()["parts"]["make-up-picture"])

    def test_a_page_that_failed_says_why_and_is_asked_for_again(self) -> None:
        row = Rendition.objects.create(page=self.page, kind=Rendition.Kind.COMPOSED, error="磁盘已满")
        for where in (self.address(), self.all_pages()):
            self.assertContains(self.client.get(where), "磁盘已满")
        self.client.post(self.all_pages(), {"page": self.page.pk})
        row.refresh_from_db()
        self.assertEqual((row.state, row.error), (Rendition.State.WAITING, ""))

    def test_all_pages_are_asked_for_and_counted_while_they_are_made(self) -> None:
        self.assertRedirects(self.client.post(self.all_pages()), self.all_pages())
        self.assertEqual(Rendition.objects.filter(owed_at__isnull=False).count(), 2)
        told = self.client.get(self.all_pages("_now")).json()
        self.assertIn('<progress max="2" value="0"', told["parts"]["pages-made"])
        until = iter([False, True])
        renditions.make(until=lambda: next(until))
        told = self.client.get(self.all_pages("_now")).json()
        self.assertEqual((told["waits"], 'value="1"' in told["parts"]["pages-made"]), (True, True))
        renditions.make()
        told = self.client.get(self.all_pages("_now")).json()
        self.assertEqual((told["waits"], 'value="2"' in told["parts"]["pages-made"]), (False, True))

    def test_the_release_page_tells_quietly_of_pages_without_a_picture(self) -> None:
        where = reverse("admin:issues_issue_release", args=[self.issue.pk])
        self.assertEqual(self.client.get(where).context["unset"], 2)
        self.made()
        response = self.client.get(where)
        self.assertEqual(response.context["unset"], 1)
        self.assertContains(response, self.all_pages())

    def test_without_typst_the_page_is_drawn_and_says_what_to_install(self) -> None:
        with patch.dict(sys.modules, {"typst": None}):
            for where in (self.address(), self.all_pages()):
                self.assertContains(self.client.get(where), "pip install -r requirements-print.txt")
            self.assertContains(self.client.get(self.address()), "make-up-region")
            self.assertEqual(self.change(layout="base").status_code, 200)
            self.assertEqual(self.change(do="make").status_code, 400)
            self.client.post(self.all_pages())
        self.assertFalse(Rendition.objects.exists())

    def test_a_page_of_another_issue_is_not_asked_for_here(self) -> None:
        other = make.make_page(make.make_issue(dt.date(2099, 12, 2)))
        for page in (other.pk, "x", "9" * 30):
            self.client.post(self.all_pages(), {"page": page})
        self.assertFalse(Rendition.objects.exists())

    def test_who_only_looks_asks_for_nothing(self) -> None:
        self.client.force_login(self.reader)
        self.assertEqual(self.client.get(self.all_pages()).status_code, 200)
        self.assertEqual(self.client.post(self.all_pages()).status_code, 403)
        self.assertEqual(self.change(do="make").status_code, 403)
        self.client.force_login(self.reporter)
        for where in (self.all_pages(), self.all_pages("_now"), self.address("_made")):
            self.assertEqual(self.client.get(where).status_code, 403)
        self.assertFalse(Rendition.objects.exists())

    def test_the_list_costs_the_same_however_many_pages_there_are(self) -> None:
        self.client.get(self.all_pages("_now"))
        counts = set()
        for number in (3, 4):
            with CaptureQueriesContext(connection) as asked:
                self.client.get(self.all_pages("_now"))
            counts.add(len(asked))
            self.made()
            make.make_page(self.issue, f"A{number}", number)
        # PostgreSQL is asked for its clock besides.
        self.assertEqual(counts, {MADE_QUERIES + (connection.vendor == "postgresql")})

    def test_whoever_watches_starts_what_broke_off(self) -> None:
        started: list[bool] = []
        with self.settings(MAKES_PAGES=True):
            asking._started[:] = [Running(started)]  # type: ignore[list-item]
            self.addCleanup(asking._started.clear)
            for begun, owed, is_started in (
                (None, None, False),
                (None, timezone.now(), True),
                (timezone.now() - making.LONGEST - dt.timedelta(minutes=1), None, True),
                (timezone.now(), timezone.now(), False),
            ):
                with self.subTest(begun=begun, owed=owed):
                    started.clear()
                    Rendition.objects.update_or_create(
                        page=self.page,
                        kind=Rendition.Kind.COMPOSED,
                        defaults={"begun_at": begun, "owed_at": owed},
                    )
                    self.picture()
                    self.assertEqual(bool(started), is_started)


class Running:
    """A process that is at work already, and notes when somebody looks whether it is."""

    def __init__(self, looks: list[bool]) -> None:
        self.looks = looks

    def poll(self) -> None:
        self.looks.append(True)
