"""A ZIP sent from the browser: page by page to the script, as far as the time goes to the plain form."""

from __future__ import annotations

import datetime as dt
import html
import os
import struct
import time
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from ingest import staging
from ingest.admin import upload
from ingest.models import SourcePage
from ingest.words import MEMBERS, REFUSALS
from policy.roles import Role
from tests.hostile_archives import CENTRAL, HOSTILE, packed, patched
from tests.make import make_user
from tests.test_queue import PAGE, QueueTests

UPLOAD = "admin:ingest_sourcepage_upload"
ISSUE = {f"A{number}.txt": f"{PAGE}第{number}版\n".encode() for number in (1, 2, 10)}


def a_zip(members: dict[str, bytes], name: str = "2023-12-20.zip", **marks: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, packed(members, **marks))


class ZipTests(QueueTests):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(mock.patch.object(staging, "FOLDER", f"staged-{self.id()}"))

    def ask(self, **data: Any) -> Any:
        """As the script does."""
        answer: Any = self.client.post(reverse(UPLOAD), data, headers={"Accept": "application/json"})
        return answer.json()

    def take(self, file: SimpleUploadedFile, **typed: str) -> list[dict[str, Any]]:
        """The ZIP, then each of its pages."""
        return [self.ask(rest=page["rest"], **typed) for page in self.ask(file=file, **typed)["pages"]]

    def send(self, *files: SimpleUploadedFile, **data: Any) -> Any:
        """As the plain form does."""
        return self.client.post(reverse(UPLOAD), {"file": files, **data}, follow=True)


class ScriptTests(ZipTests):
    def test_a_zip_is_answered_with_its_pages_in_their_order(self) -> None:
        answer = self.ask(file=a_zip({**ISSUE, "photo.jpg": b"\xff\xd8", "__MACOSX/._A1.txt": b"x"}))
        self.assertEqual([page["file"] for page in answer["pages"]], ["A1.txt", "A2.txt", "A10.txt"])
        self.assertIn("photo.jpg", answer["left_out"])
        self.assertFalse(SourcePage.objects.exists())

    def test_each_page_waits_once_it_is_asked_for(self) -> None:
        answers = self.take(a_zip(ISSUE))
        self.assertEqual([answer["state"] for answer in answers], ["new"] * 3)
        first = SourcePage.objects.get(label="A1")
        self.assertEqual(
            (first.date, first.file_name, first.received_by), (dt.date(2023, 12, 20), "A1.txt", self.editor)
        )
        self.assertEqual(answers[0]["address"], self.address(first))
        self.assertContains(self.client.get(answers[0]["day"]), "A10")

    def test_the_same_zip_again_goes_on_and_changes_nothing(self) -> None:
        self.ask(rest=self.ask(file=a_zip(ISSUE))["pages"][0]["rest"])
        self.assertEqual([answer["state"] for answer in self.take(a_zip(ISSUE))], ["known", "new", "new"])
        self.assertEqual([answer["state"] for answer in self.take(a_zip(ISSUE))], ["known"] * 3)
        self.assertEqual(SourcePage.objects.count(), 3)

    def test_a_bad_file_is_named_and_the_others_go_in(self) -> None:
        names = {"A1.txt": "nested", "../A2.txt": "bad-path", "A3.txt": "", "A4\u202e.txt": "bad-path"}
        members = dict.fromkeys(names, PAGE.encode()) | {"A1.txt": packed(ISSUE)}
        pages = self.ask(file=a_zip(members))["pages"]
        told = {page["file"]: self.ask(rest=page["rest"])["text"] for page in pages}
        source = SourcePage.objects.get()
        self.assertEqual((source.label, told.pop("A3.txt")), ("A3", str(source)))
        nested, forbidden = str(MEMBERS["nested"]), str(MEMBERS["bad-path"])
        self.assertEqual(told, {"A1.txt": nested, "../A2.txt": forbidden, "A4\\u202e.txt": forbidden})

    def test_a_damaged_and_a_locked_file_spoil_no_other(self) -> None:
        whole = packed({"A1.txt": PAGE.encode(), "A2.txt": PAGE.encode()})
        for offset, value, code in ((16, b"\0\0\0\0", "broken-zip"), (8, b"\x01\x00", "encrypted")):
            with self.subTest(code):
                spoilt = SimpleUploadedFile(
                    f"2023-11-{offset:02}.zip", patched(whole, CENTRAL, offset, value)
                )
                first, second = self.take(spoilt)
                self.assertEqual((first["state"], second["text"]), ("new", str(MEMBERS[code])))

    def test_no_hostile_archive_brings_a_page(self) -> None:
        for name, (code, make) in HOSTILE.items():
            with self.subTest(name):
                answer = self.ask(file=SimpleUploadedFile("2023-12-20.zip", make()))
                if "pages" in answer:
                    told = {self.ask(rest=page["rest"])["text"] for page in answer["pages"]}
                    self.assertEqual(told, {str(MEMBERS[code])})
                else:
                    self.assertTrue(answer["text"].startswith((_begin(code), _begin("no-pages"))))
        self.assertFalse(SourcePage.objects.exists())

    def test_a_page_in_two_files_of_the_zip_is_none(self) -> None:
        answers = self.take(a_zip({"A1.txt": PAGE.encode(), "b/A1 要闻.txt": PAGE.encode()}), replace="1")
        self.assertEqual([answer["state"] for answer in answers], ["refused"] * 2)
        answers = self.take(
            a_zip({"2023-12-20/A1.txt": PAGE.encode(), "2023-12-21/A1.txt": PAGE.encode()}, "1.zip")
        )
        self.assertEqual([answer["state"] for answer in answers], ["new"] * 2)

    def test_the_date_is_typed_or_in_the_name_of_a_folder(self) -> None:
        self.ask(rest=self.ask(file=a_zip({"A1.txt": PAGE.encode()}, "x.zip"))["pages"][0]["rest"])
        self.assertFalse(SourcePage.objects.exists())
        self.take(a_zip({"A1.txt": PAGE.encode()}, "x.zip"), date="2023-12-22")
        self.take(a_zip({"2023年12月23日/A1.txt": PAGE.encode()}, "x.zip"))
        file = SimpleUploadedFile("A1.txt", PAGE.encode())
        self.ask(file=file, path="20231224/要闻/A1.txt\0")
        days = SourcePage.objects.order_by("date").values_list("date__day", flat=True)
        self.assertEqual(list(days), [22, 23, 24])
        self.assertEqual(SourcePage.objects.latest("pk").file_name, "A1.txt")

    def test_nobody_opens_the_zip_of_another(self) -> None:
        rest = self.ask(file=a_zip(ISSUE))["pages"][0]["rest"]
        self.client.force_login(make_user("tongshi", Role.DESK_EDITOR))
        self.assertEqual(self.ask(rest=rest)["state"], "refused")
        self.assertFalse(SourcePage.objects.exists())

    def test_what_no_zip_was_kept_for_is_refused(self) -> None:
        key = self.ask(file=a_zip(ISSUE))["pages"][0]["rest"].partition(":")[0]
        for rest in (
            f"{key}:3:x.zip",
            f"{'0' * 64}:0:x.zip",
            "../../secret_key:0:x.zip",
            key,
            ":::",
            f"{key}:-1:x",
        ):
            with self.subTest(rest):
                self.assertEqual(self.ask(rest=rest)["state"], "refused")
        self.assertFalse(SourcePage.objects.exists())

    def test_who_may_not_take_in_keeps_no_zip(self) -> None:
        self.client.force_login(make_user("jiaodui", Role.PROOFREADER))
        answer = self.client.post(
            reverse(UPLOAD), {"file": a_zip(ISSUE)}, headers={"Accept": "application/json"}
        )
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(default_storage.exists(staging.FOLDER))


def _begin(code: str) -> str:
    """The sentence as far as it is the same for every archive."""
    return str(REFUSALS[code]).partition("%")[0]


class KeepingTests(ZipTests):
    def kept(self, by: Any = None) -> list[Path]:
        folder = Path(settings.MEDIA_ROOT) / staging.FOLDER / str((by or self.editor).pk)
        return sorted(folder.iterdir()) if folder.exists() else []

    def test_the_same_zip_is_kept_once(self) -> None:
        for _time in range(2):
            self.ask(file=a_zip(ISSUE))
        self.assertEqual(len(self.kept()), 1)

    def test_what_is_refused_whole_is_not_kept(self) -> None:
        self.ask(file=SimpleUploadedFile("2023-12-20.zip", PAGE.encode()))
        self.assertEqual(self.kept(), [])

    def test_the_oldest_goes_when_there_are_many(self) -> None:
        for number in range(staging.MOST + 2):
            self.ask(file=a_zip({"A1.txt": b"%d" % number}))
            for age, path in enumerate(self.kept()):
                self.assertLess(age, staging.MOST, path)
        self.assertEqual(len(self.kept()), staging.MOST)

    def test_after_a_day_it_goes_whosever_it_is(self) -> None:
        self.ask(file=a_zip(ISSUE))
        (old,) = self.kept()
        day_ago = time.time() - staging.KEPT.total_seconds() - 60
        os.utime(old, (day_ago, day_ago))
        other = make_user("tongshi", Role.DESK_EDITOR)
        self.client.force_login(other)
        self.ask(file=a_zip(ISSUE))
        self.assertEqual((self.kept(), len(self.kept(other))), ([], 1))


class PlainTests(ZipTests):
    def go_on(self, answer: HttpResponse) -> Any:
        """Press the button of the answer."""
        page = answer.content.decode()
        rests = [html.unescape(each.partition('"')[0]) for each in page.split('name="rest" value="')[1:]]
        return self.client.post(reverse(UPLOAD), {"rest": rests}) if rests else None

    def test_each_page_of_a_zip_has_its_outcome(self) -> None:
        answer = self.send(a_zip({**ISSUE, "A4.txt": b"\xff\xfe\x00", "photo.jpg": b"\xff\xd8"}))
        self.assertEqual(SourcePage.objects.count(), 3)
        for name in ("A1.txt", "A10.txt", "A4.txt", "photo.jpg"):
            self.assertContains(answer, name)
        self.assertNotContains(answer, 'name="rest"')

    def test_what_the_time_does_not_reach_is_gone_on_with(self) -> None:
        """With no time at all each answer brings one page."""
        with mock.patch.object(upload, "SECONDS", 0):
            answer = self.send(a_zip(ISSUE), a_zip({"A1.txt": PAGE.encode()}, "2023-12-21.zip"))
            brought = [SourcePage.objects.count()]
            while answer := self.go_on(answer):
                brought.append(SourcePage.objects.count())
        self.assertEqual(brought, [1, 2, 3, 4])
        self.assertTrue(SourcePage.objects.filter(date="2023-12-21").exists())

    def test_a_bad_zip_says_what_is_wrong_and_a_file_beside_it_goes_in(self) -> None:
        page = SimpleUploadedFile("2023-12-20_A3.txt", PAGE.encode())
        answer = self.send(SimpleUploadedFile("2023-12-20.zip", b"PK\x03\x04" + struct.pack("<L", 0)), page)
        self.assertContains(answer, "2023-12-20.zip")
        self.assertEqual(SourcePage.objects.count(), 1)

    def test_files_beyond_the_most_are_named(self) -> None:
        with mock.patch.object(upload, "MOST_FILES", 1):
            files = [SimpleUploadedFile(f"2023-12-20_A{n}.txt", PAGE.encode()) for n in (1, 2)]
            answer = self.send(*files)
        self.assertContains(answer, "2023-12-20_A2.txt")
        self.assertEqual(SourcePage.objects.get().label, "A1")
