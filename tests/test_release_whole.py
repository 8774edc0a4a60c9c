"""One bad story stops no other: the issue appears, every public page answers, and the desk is told."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from issues import release
from issues.models import Issue, Placement
from policy.roles import Role
from tests import releasing
from tests.clients import StaffClient
from tests.kept import begun
from tests.make import (
    FAR_AHEAD,
    SHANGHAI,
    make_county,
    make_credit,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_town,
    make_user,
    sign_off,
)
from tests.test_images import picture, upload
from tests.test_reader_crawl import body_of, links, readable

ROOT = Path(__file__).resolve().parent.parent
# What no form lets in, as a damaged import or a hand in the database leaves it.
DAMAGED = "第一段。\x0b\x01\n## \n> \n\n\ufffe<script>&amp;" + "长" * 50_000
BAD = ("voided", "withdrawn", "damaged", "picture lost")


class WholeIssueTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_user("bianji", Role.DESK_EDITOR)
        self.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        self.town, self.person = make_town(county=make_county()), make_person("王燕")
        self.issue = make_issue(dt.date(2026, 12, 1))
        self.page = make_page(self.issue, "A1", 1)
        self.good = self.placed("麦田返青")
        self.bad = {name: self.placed(f"坏稿{number}") for number, name in enumerate(BAD)}
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.spoil()
        # What the clock does: the time that all of them have is over.
        for model in (Issue, Article):
            model.objects.filter(publish_at=FAR_AHEAD).update(publish_at=timezone.now())

    def placed(self, headline: str) -> Article:
        story = begun(headline, body="正文。", towns=(self.town,))
        story.tags.add("三农")
        make_credit(story, self.person, role="reporter")
        make_photo(story, image=upload(picture()))
        release.place(sign_off(story), self.page, by=self.editor)
        return story

    def spoil(self) -> None:
        Article.objects.filter(pk=self.bad["voided"].pk).update(body="改了。")
        workflow.void_if_changed(self.bad["voided"], by=self.editor)
        workflow.withdraw(self.bad["withdrawn"], by=self.chief, reason="facts", note="有误")
        Article.objects.filter(pk=self.bad["damaged"].pk).update(body=DAMAGED, deck="\x0b副题")
        default_storage.delete(str(self.bad["picture lost"].photos.get().image.name))

    def crawl(self) -> dict[str, Any]:
        """Every page that readers reach from the front page, the map and the feeds."""
        waiting, found = ["/", "/feed/", "/sitemap.xml", self.town.get_absolute_url()], {}
        while waiting:
            address = waiting.pop()
            if address not in found and not address.startswith(("/static/", "/admin/")):
                found[address] = self.client.get(address)
                waiting += links(address, body_of(found[address]))
        return found

    def test_every_public_page_answers_and_shows_the_others(self) -> None:
        pages = self.crawl()
        lost = [name for name, answer in pages.items() if answer.status_code != 200]
        photo = self.bad["picture lost"].photos.get()
        self.assertEqual([name for name in lost if str(photo.key) not in name], [])
        for name in ("/", "/feed/", self.town.get_absolute_url(), self.page.get_absolute_url()):
            with self.subTest(name):
                text = readable(name, pages[name])
                self.assertIn("麦田返青", text)
                self.assertIn(self.bad["picture lost"].headline, text)
                self.assertNotIn(self.bad["voided"].headline, text)
                self.assertNotIn(self.bad["withdrawn"].headline, text)

    def test_the_page_of_the_release_names_each(self) -> None:
        client = StaffClient()
        client.force_login(self.chief)
        answer = client.get(reverse("admin:issues_issue_release", args=[self.issue.pk]))
        outlook = answer.context["outlook"]
        self.assertEqual([row.story for row in outlook.unseen], [self.bad["voided"], self.bad["withdrawn"]])
        self.assertEqual([row.story for row in outlook.broken], [self.bad["picture lost"]])
        self.assertEqual(len(answer.context["problems"]), 2)

    def test_the_list_of_issues_counts_what_readers_miss(self) -> None:
        client = StaffClient()
        client.force_login(self.chief)
        self.assertContains(client.get(reverse("admin:issues_issue_changelist")), 'class="mark"')


class DayTests(TestCase):
    """The issue of a day that comes out as that day begins in Beijing: in UTC it is still the day before."""

    def setUp(self) -> None:
        self.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        self.issue = make_issue(dt.date(2024, 3, 1))
        story = sign_off(begun("零点出报", body="正文。"))
        Placement.objects.create(article=story, page=make_page(self.issue, "A1", 1))
        self.midnight = dt.datetime(2024, 3, 1, tzinfo=SHANGHAI)
        releasing.schedule(self.issue, at=self.midnight, by=self.chief)

    def test_it_is_the_issue_of_its_day(self) -> None:
        answer = Client().get("/issues/2024-03-01/")
        self.assertContains(answer, "2024年3月1日")
        self.assertEqual(Client().get("/issues/2024-02-29/").status_code, 404)

    def test_the_calendar_of_its_year_has_it_on_its_day(self) -> None:
        self.assertContains(Client().get("/issues/?year=2024"), "/issues/2024-03-01/")

    def test_the_page_of_the_release_shows_its_midnight(self) -> None:
        client = StaffClient()
        client.force_login(self.chief)
        answer = client.get(reverse("admin:issues_issue_release", args=[self.issue.pk]))
        self.assertContains(answer, "2024-03-01 星期五 00:00")


def test_dates_do_not_shift_on_a_machine_of_another_zone() -> None:
    """The tests above once more, in a process whose clock stands in Los Angeles."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{__file__}::DayTests"]
    environment = {**os.environ, "TZ": "America/Los_Angeles", "DATABASE_URL": "sqlite://:memory:"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
