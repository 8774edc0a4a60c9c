"""Files that come into the queue from the browser, and worked pages that go out as practice pages."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from ingest.importing import accept
from ingest.models import SourcePage
from ingest.page import read_page
from newsroom.demo import SAMPLE
from policy.roles import Role
from tests.make import make_user
from tests.test_queue import DAY, PAGE, QueueTests


class UploadTests(QueueTests):
    def send(self, *files: tuple[str, bytes], **data: str) -> Any:
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return self.client.post(
            reverse("admin:ingest_sourcepage_upload"), {"file": sent, **data}, follow=True
        )

    def test_one_file_lands_on_its_page(self) -> None:
        answer = self.send(("2023-12-20_A3.txt", PAGE.encode()))
        source = SourcePage.objects.get()
        self.assertRedirects(answer, self.address(source))
        self.assertEqual((source.date, source.label, source.received_by), (DAY, "A3", self.editor))

    def test_of_several_each_has_its_outcome(self) -> None:
        answer = self.send(
            ("2023-12-20_A3.txt", PAGE.encode()),
            ("2023-12-20_A4.txt", b"\xff\xfe"),
            ("没有日期.txt", PAGE.encode()),
        )
        self.assertContains(answer, self.address(SourcePage.objects.get()))
        self.assertContains(answer, "2023-12-20_A4.txt")
        self.assertContains(answer, "没有日期.txt")

    def test_five_megabytes_of_text_are_refused_by_name(self) -> None:
        for words in ("修渠忙", "\n", "东城街道", "摄", "(“"):
            with self.subTest(words):
                text = words * (5 * 1024**2 // len(words.encode()) + 1)
                answer = self.send(("2023-12-20_A3.txt", text.encode()))
                self.assertContains(answer, "512 kB")
                self.assertFalse(SourcePage.objects.exists())

    def test_the_folio_line_tells_or_the_editor_types(self) -> None:
        folio = "菏泽日报 2023年12月21日 星期四 B2版 县区新闻\n"
        self.send(("x.txt", (folio + PAGE).encode()))
        source = SourcePage.objects.get()
        self.assertEqual((source.date, source.label, source.name), (dt.date(2023, 12, 21), "B2", "县区新闻"))
        self.send(("y.txt", PAGE.encode()), date="2023-12-22", label="A1")
        self.assertTrue(SourcePage.objects.filter(date="2023-12-22", label="A1").exists())
        self.send(("z.txt", PAGE.encode()), date="2023-13-45", label="A1")
        self.assertEqual(SourcePage.objects.count(), 2)

    def test_a_better_text_is_sent_in_place_of_one_that_waits(self) -> None:
        self.send(("2023-12-20_A3.txt", PAGE.encode()))
        self.send(("2023-12-20_A3.txt", f"{PAGE}完。\n".encode()))
        self.assertEqual(SourcePage.objects.count(), 1)
        self.send(("2023-12-20_A3.txt", f"{PAGE}完。\n".encode()), replace="1")
        states = SourcePage.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), [SourcePage.State.REJECTED, SourcePage.State.WAITING])

    def test_the_script_is_answered_in_json(self) -> None:
        where = reverse("admin:ingest_sourcepage_upload")
        for name, state in (
            ("2023-12-20_A3.txt", "new"),
            ("2023-12-20_A3.txt", "known"),
            ("没有日期.txt", "refused"),
        ):
            file = SimpleUploadedFile(name, PAGE.encode())
            told = self.client.post(where, {"file": file}, headers={"Accept": "application/json"}).json()
            self.assertEqual((told["state"], bool(told["address"])), (state, state != "refused"))

    def test_nothing_sent_and_nobody_allowed(self) -> None:
        self.assertRedirects(self.send(), reverse("admin:ingest_sourcepage_changelist"))
        self.assertEqual(self.client.get(reverse("admin:ingest_sourcepage_upload")).status_code, 405)
        self.client.force_login(make_user("jiaodui", Role.PROOFREADER))
        self.assertEqual(self.send(("2023-12-20_A3.txt", PAGE.encode())).status_code, 403)

    def test_the_list_has_what_waits_first(self) -> None:
        accept(self.page(label="A1"), by=self.editor)
        self.page(label="A2")
        rows = self.client.get(reverse("admin:ingest_sourcepage_changelist")).context["cl"].result_list
        self.assertEqual([row.label for row in rows], ["A2", "A1"])


class ExportTests(QueueTests):
    def test_what_nobody_changed_is_what_the_machine_read(self) -> None:
        source = self.page(read_page(SAMPLE))
        accept(source, by=self.editor)
        folder = self.export()
        truth = json.loads((folder / "truth" / "2023-12-20_A3.json").read_text(encoding="utf-8"))
        machine = json.loads((folder / "machine" / "2023-12-20_A3.json").read_text(encoding="utf-8"))
        self.assertEqual((folder / "pages" / "2023-12-20_A3.txt").read_text(encoding="utf-8"), source.text)
        self.assertEqual(len(truth["stories"]), 12)
        scored = (
            "kind",
            "kicker",
            "headline",
            "deck",
            "credits",
            "towns",
            "county",
            "paragraphs",
            "complete",
        )
        read = {tuple(story["lines"][0]): story for story in machine["stories"]}
        for story in truth["stories"]:
            own = read[tuple(story["fragments"][0])]
            self.assertEqual({name: story[name] for name in scored}, {name: own[name] for name in scored})
        (lead,) = (story for story in truth["stories"] if len(story.get("fragment_texts", [])) > 1)
        self.assertEqual(len(lead["fragments"]), len(lead["fragment_texts"]))
        self.assertTrue(any(story.get("joins") for story in truth["stories"]))

    def test_a_correction_is_the_truth_and_what_waits_is_left_out(self) -> None:
        source = self.page()
        self.page(label="A4")
        self.post(source, "join", story=3, to=2)
        accept(source, by=self.editor)
        folder = self.export()
        self.assertEqual([file.name for file in (folder / "truth").iterdir()], ["2023-12-20_A3.json"])
        truth = json.loads((folder / "truth" / "2023-12-20_A3.json").read_text(encoding="utf-8"))
        machine = json.loads((folder / "machine" / "2023-12-20_A3.json").read_text(encoding="utf-8"))
        self.assertEqual((len(truth["stories"]), len(machine["stories"])), (2, 3))

    def export(self) -> Path:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "out"
        call_command("export_readings", str(folder), stdout=io.StringIO())
        return folder
