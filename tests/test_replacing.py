"""A corrected text of a page: untouched drafts follow it, what was worked on stays, nothing goes unseen."""

from __future__ import annotations

import io
import random
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from articles import workflow
from articles.models import Article, Credit, Note, Photo, Revision
from articles.revisions.keeping import hold, keep
from audit.models import Deletion, Entry
from ingest.importing import NotIngested, accept, ingest_page, receive
from ingest.models import Extract, SourcePage
from issues.models import Issue, Page, Placement
from policy.roles import Role
from tests.kept import expect_kept
from tests.make import FAR_AHEAD, LONG_AGO, make_picture, make_user
from tests.mutated_pages import practice_pages
from tests.test_queue import DAY, PAGE, QueueTests

CANAL, CHOIR, BOOKS = "曹县:冬修水利忙", "社区有个合唱团", "读书声里过新年"
NEW = "麦田里的农机手\n本报讯(记者 王燕)小雪时节,巨野县田庄镇的农机手开着播种机,在麦田里补种。\n"
PHOTO_PAGE = PAGE + "志愿者走进田间,帮助农户采收白菜。 通讯员 张亮 摄\n"


def without(page: str, headline: str) -> str:
    """The page without this story of two lines."""
    lines = page.splitlines()
    at = lines.index(headline)
    return "\n".join([*lines[:at], *lines[at + 2 :]]) + "\n"


class ReplacingTests(QueueTests):
    def setUp(self) -> None:
        super().setUp()
        self.first = self.page()
        accept(self.first, by=self.editor)

    def story(self, headline: str) -> Article:
        return Article.objects.get(headline=headline)

    def work_on(self, headline: str, body: str = "改过的正文。") -> Article:
        with transaction.atomic():
            story = hold(self.story(headline))
            story.body = body
            story.version += 1
            story.save()
            keep(story, by=self.editor, how=Revision.How.FORM)
        return story

    def replace(self, text: str, **fields: Any) -> SourcePage:
        self.received = receive(text, date=DAY, label="A3", replaces=True, by=self.editor, **fields)
        self.first.refresh_from_db()
        return self.received.source

    def assert_outcome(self, **counts: int) -> None:
        replaced = self.received.replaced
        assert replaced is not None
        self.assertEqual({name: count for name, count in replaced.counts.items() if count}, counts)


class UntouchedTests(ReplacingTests):
    def test_a_draft_says_what_is_printed_now_as_a_new_version(self) -> None:
        before = self.story(CHOIR)
        source = self.replace(PAGE.replace("排练新歌", "排练新歌曲"))
        self.assert_outcome(updated=1, same=2)
        after = Article.objects.get(pk=before.pk)
        self.assertIn("排练新歌曲", after.body)
        self.assertEqual(
            (after.version, after.placements.get()), (before.version + 1, before.placements.get())
        )
        self.assertEqual(after.revisions.latest("number").how, Revision.How.INGEST)
        self.assertEqual(source.state, SourcePage.State.DONE)
        expect_kept(*Article.objects.all())

    def test_the_text_before_stays_as_evidence_and_the_drafts_are_those_of_the_new_one(self) -> None:
        source = self.replace(PAGE.replace("排练新歌", "排练新歌曲"))
        self.assertEqual((self.first.state, self.first.page), (SourcePage.State.REPLACED, None))
        self.assertEqual((self.first.text, source.page), (PAGE, Page.objects.get()))
        self.assertEqual((self.first.extracts.count(), source.extracts.count()), (0, 3))
        self.assertIn("排练新歌曲", source.extracts.get(article__headline=CHOIR).printed_text)
        answer = self.client.get(self.address(self.first))
        self.assertContains(answer, self.address(source))

    def test_everything_that_was_read_follows(self) -> None:
        corrected = PAGE.replace(BOOKS, "书香里过新年").replace("柳学超戴子梅", "柳学超 周雨")
        self.replace(corrected.replace("近日,孩子们", "近日,单县莱河镇的孩子们"))
        self.assert_outcome(updated=1, same=2)
        story = self.story("书香里过新年")
        self.assertEqual([credit.printed_text for credit in story.credits.all()], ["柳学超", "周雨"])
        self.assertEqual((str(story.county), story.towns.get().name), ("单县", "莱河镇"))

    def test_credits_that_are_the_same_stay_the_same_rows(self) -> None:
        before = list(Credit.objects.order_by("pk").values_list("pk", flat=True))
        self.replace(PAGE.replace("排练新歌", "排练新歌曲").replace("抢抓", "趁着"))
        self.assertEqual(list(Credit.objects.order_by("pk").values_list("pk", flat=True)), before)

    def test_a_settled_doubt_alone_is_no_other_text(self) -> None:
        Article.objects.update(note="")
        self.replace("菏泽日报 2023年12月20日 A3版\n" + PAGE)
        self.assert_outcome(same=3)
        self.assertEqual(set(Article.objects.values_list("note", flat=True)), {""})

    def test_where_a_draft_was_placed_since_it_stays(self) -> None:
        place = Placement.objects.get(article=self.story(CHOIR))
        page = Page.objects.create(issue=place.page.issue, label="A9", order=9)
        Placement.objects.filter(pk=place.pk).update(page=page, order=7)
        with transaction.atomic():
            keep(hold(self.story(CHOIR)), by=self.editor, how=Revision.How.PLACE)
        self.replace(PAGE.replace("排练新歌", "排练新歌曲"))
        self.assert_outcome(updated=1, same=2)
        place.refresh_from_db()
        self.assertEqual((place.page, place.order), (page, 7))

    def test_a_caption_follows_and_its_photo_stays(self) -> None:
        first = receive(PHOTO_PAGE, date=DAY, label="A4", by=self.editor).source
        accept(first, by=self.editor)
        photo = Photo.objects.get()
        text = PHOTO_PAGE.replace("采收白菜", "采收萝卜").replace("张亮", "李明")
        receive(text, date=DAY, label="A4", replaces=True, by=self.editor)
        after = Photo.objects.get()
        self.assertEqual((after.pk, after.key, after.version), (photo.pk, photo.key, photo.version + 1))
        self.assertIn("采收萝卜", after.caption)
        self.assertEqual([credit.printed_text for credit in after.credits.all()], ["李明"])

    def test_a_new_story_waits_to_be_accepted(self) -> None:
        source = self.replace(PAGE + NEW)
        self.assert_outcome(same=3, new=1)
        self.assertEqual((source.state, Article.objects.count()), (SourcePage.State.WAITING, 3))
        (story,) = source.current.waiting
        self.assertEqual(self.post(source, "accept", story=story.key).status_code, 302)
        self.assertEqual((source.state, Article.objects.count()), (SourcePage.State.DONE, 4))

    def test_the_same_text_again_changes_nothing(self) -> None:
        text = PAGE.replace("排练新歌", "排练新歌曲") + NEW
        self.replace(text)
        before = [list(model.objects.order_by("pk").values()) for model in TABLES]
        self.assertFalse(self.replaced_again(text))
        self.assertEqual([list(model.objects.order_by("pk").values()) for model in TABLES], before)

    def replaced_again(self, text: str) -> bool:
        self.replace(text)
        return self.received.is_new

    def test_back_to_the_text_before_the_drafts_are_what_they_were(self) -> None:
        fields = ("pk", "headline", "body", "printed_byline", "county", "is_cut_off", "note")
        before = list(Article.objects.order_by("pk").values(*fields))
        self.replace(PAGE.replace("排练新歌", "排练新歌曲").replace(BOOKS, "书香里过新年"))
        self.replace(PAGE)
        self.assert_outcome(updated=2, same=1)
        self.assertEqual(list(Article.objects.order_by("pk").values(*fields)), before)

    def test_an_issue_that_waits_for_its_release_is_not_changed(self) -> None:
        Issue.objects.update(publish_at=FAR_AHEAD)
        with self.assertRaises(NotIngested):
            self.replace(PAGE.replace("排练新歌", "排练新歌曲"))
        self.assertEqual(SourcePage.objects.get().state, SourcePage.State.DONE)

    def test_it_is_in_the_trail(self) -> None:
        source = self.replace(PAGE.replace("排练新歌", "排练新歌曲"))
        entry = Entry.objects.get(action="replace")
        self.assertEqual((entry.actor, entry.key), (self.editor.pk, str(self.first.pk)))
        self.assertEqual((entry.after_values["updated"], entry.after_values["sha256"]), (1, source.sha256))


TABLES: list[Any] = [Article, Credit, Extract, SourcePage, Placement, Revision, Entry]


class TouchedTests(ReplacingTests):
    CORRECTED = PAGE.replace("排练新歌", "排练新歌曲")

    def assert_left(self) -> None:
        before = Article.objects.values().get(headline=CHOIR)
        self.replace(self.CORRECTED)
        self.assert_outcome(left=1, same=2)
        self.assertEqual(Article.objects.values().get(headline=CHOIR), before)

    def test_what_anybody_did_to_a_draft_is_left(self) -> None:
        def wrote_a_note(story: Article) -> None:
            Note.objects.create(article=story, text="核实一下", by=self.editor)

        def gave_it_to_readers(story: Article) -> None:
            Article.objects.filter(pk=story.pk).update(publish_at=LONG_AGO)

        def took_it(story: Article) -> None:
            workflow.take(story, by=self.editor)

        def filed_it(story: Article) -> None:
            Article.objects.filter(pk=story.pk).update(filed_by=self.editor)

        acts = (wrote_a_note, gave_it_to_readers, took_it, filed_it, lambda story: self.work_on(CHOIR))
        for act in acts:
            with self.subTest(act), transaction.atomic():
                act(self.story(CHOIR))
                self.assert_left()
                transaction.set_rollback(True)

    def test_a_reading_that_an_editor_put_right_is_that_editors_work(self) -> None:
        first = receive(PAGE, date=DAY, label="A4", by=self.editor).source
        self.post(first, "county", story=2, county="曹县")
        accept(first, by=self.editor)
        for text in (self.CORRECTED, self.CORRECTED.replace("歌曲", "歌谣")):
            received = receive(text, date=DAY, label="A4", replaces=True, by=self.editor)
            assert received.replaced is not None
            self.assertEqual((received.replaced.left, received.replaced.updated), (1, 0))
        draft = Article.objects.get(headline=CHOIR, extract__source=received.source)
        self.assertEqual((str(draft.county), "排练新歌。" in draft.body), ("曹县", True))

    def test_a_draft_with_its_picture_keeps_it(self) -> None:
        first = receive(PHOTO_PAGE, date=DAY, label="A4", by=self.editor).source
        accept(first, by=self.editor)
        photo = Photo.objects.get()
        with transaction.atomic():
            story = hold(Article.objects.get(photos=photo))
            photo.image = make_picture()
            photo.save()
            keep(story, by=self.editor, how=Revision.How.PHOTO)
        text = PHOTO_PAGE.replace("采收白菜", "采收萝卜")
        received = receive(text, date=DAY, label="A4", replaces=True, by=self.editor)
        assert received.replaced is not None
        self.assertEqual(received.replaced.left, 1)
        self.assertEqual(Photo.objects.values("image", "caption").get()["image"], photo.image.name)

    def test_it_waits_until_an_editor_has_looked_at_what_differs(self) -> None:
        draft = self.work_on(CHOIR)
        source = self.replace(self.CORRECTED)
        self.assertEqual(source.state, SourcePage.State.WAITING)
        answer = self.client.get(self.address(source))
        self.assertContains(answer, "<ins>")
        self.assertContains(answer, reverse("admin:articles_article_change", args=[draft.pk]))
        (row,) = answer.context["compared"]
        seen = source.version
        self.assertEqual(self.post(source, "keep_draft", extract=row.extract).status_code, 302)
        self.assertEqual(source.state, SourcePage.State.DONE)
        self.assertEqual(self.post(source, "keep_draft", version=seen, extract=row.extract).status_code, 409)
        self.assertEqual(self.story(CHOIR).body, "改过的正文。")

    def test_what_is_printed_as_before_asks_nothing(self) -> None:
        self.work_on(CHOIR)
        source = self.replace(PAGE.replace("抢抓", "趁着"))
        self.assert_outcome(updated=1, same=2)
        self.assertEqual(source.state, SourcePage.State.DONE)

    def test_until_somebody_looked_all_that_changed_is_shown(self) -> None:
        self.work_on(CHOIR)
        self.replace(self.CORRECTED)
        source = self.replace(self.CORRECTED.replace("队员们", "大伙儿"))
        (row,) = self.client.get(self.address(source)).context["compared"]
        came = "".join(span.text for piece in row.pieces for span in piece.spans if span.kind == "added")
        self.assertEqual(set("大伙儿曲") - set(came), set())
        self.assertEqual(self.replace(PAGE).state, SourcePage.State.DONE)

    def test_a_deleted_draft_is_not_made_again_by_itself(self) -> None:
        draft = self.story(CHOIR)
        Placement.objects.filter(article=draft).delete()
        draft.delete()
        source = self.replace(self.CORRECTED)
        self.assert_outcome(same=2)
        self.assertEqual([story.key for story in source.current.waiting], [2])


class GoneTests(ReplacingTests):
    def gone(self) -> SourcePage:
        source = self.replace(without(PAGE, CHOIR))
        self.assert_outcome(same=2, gone=1)
        self.assertEqual((source.state, Article.objects.count()), (SourcePage.State.WAITING, 3))
        return source

    def row(self, source: SourcePage) -> Any:
        (row,) = self.client.get(self.address(source)).context["compared"]
        return row

    def test_a_story_that_is_printed_no_more_is_named_and_stays_if_an_editor_says_so(self) -> None:
        source = self.gone()
        row = self.row(source)
        self.assertEqual((row.name, row.may_bin), (CHOIR, False))
        self.assertEqual(self.post(source, "bin_draft", extract=row.extract).status_code, 400)
        self.post(source, "keep_draft", extract=row.extract)
        self.assertEqual((source.state, Article.objects.count()), (SourcePage.State.DONE, 3))

    def test_who_may_delete_it_puts_it_into_the_bin(self) -> None:
        source = self.gone()
        self.client.force_login(make_user("zongbian", Role.CHIEF_EDITOR))
        row = self.row(source)
        self.assertTrue(row.may_bin)
        self.assertEqual(self.post(source, "bin_draft", extract=row.extract).status_code, 302)
        self.assertFalse(Article.objects.filter(headline=CHOIR).exists())
        self.assertEqual((source.state, Deletion.objects.get().name), (SourcePage.State.DONE, CHOIR))

    def test_one_that_was_worked_on_is_never_binned_here(self) -> None:
        self.work_on(CHOIR)
        source = self.gone()
        self.client.force_login(make_user("zongbian", Role.CHIEF_EDITOR))
        row = self.row(source)
        self.assertEqual((row.name, row.may_bin), (CHOIR, False))
        self.assertEqual(self.post(source, "bin_draft", extract=row.extract).status_code, 400)
        self.assertTrue(Article.objects.filter(headline=CHOIR).exists())

    def test_printed_again_it_is_the_same_draft(self) -> None:
        draft = self.story(CHOIR)
        self.gone()
        source = self.replace(PAGE.replace("排练新歌", "排练新歌曲"))
        self.assert_outcome(updated=1, same=2)
        self.assertEqual((source.state, self.story(CHOIR).pk), (SourcePage.State.DONE, draft.pk))

    def test_a_draft_of_this_page_is_no_other_pages(self) -> None:
        source = self.gone()
        other = receive(PAGE, date=DAY, label="A5", by=self.editor).source
        row = self.row(source)
        self.assertEqual(self.post(other, "keep_draft", extract=row.extract).status_code, 400)
        self.assertEqual(self.post(source, "keep_draft", extract=other.pk + 99).status_code, 400)


class CommandTests(QueueTests):
    def setUp(self) -> None:
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def ingest(self, *pages: str, **options: Any) -> str:
        for number, text in enumerate(pages, start=1):
            (self.folder / f"A{number}.txt").write_text(text, encoding="utf-8")
        said = io.StringIO()
        try:
            call_command("ingest_issue", str(self.folder), date=str(DAY), stdout=said, stderr=said, **options)
        except CommandError as error:
            said.write(f"{error}")
        return said.getvalue()

    def edit(self, headline: str) -> None:
        with transaction.atomic():
            story = hold(Article.objects.get(headline=headline))
            story.body = "改过的正文。"
            story.save()
            keep(story, by=self.editor, how=Revision.How.FORM)

    def test_a_corrected_page_is_refused_without_the_option(self) -> None:
        self.ingest(PAGE)
        self.assertIn("A1.txt", self.ingest(PAGE + NEW))
        self.assertEqual(Article.objects.count(), 3)

    def test_only_untouched_drafts_follow_and_each_page_says_so(self) -> None:
        self.ingest(PAGE, NEW)
        self.edit(CHOIR)
        corrected = PAGE.replace("排练新歌", "排练新歌曲").replace("抢抓", "趁着")
        said = self.ingest(corrected + NEW.replace("补种", "播种"), replace=True)
        self.assertEqual(Article.objects.count(), 5)
        self.assertEqual(Article.objects.get(headline=CHOIR).body, "改过的正文。")
        self.assertIn("趁着", Article.objects.get(headline=CANAL).body)
        page = SourcePage.objects.standing().get(label="A1")
        told = Entry.objects.get(action="replace").after_values
        names = ("updated", "same", "left", "gone", "new")
        self.assertEqual([told[name] for name in names], [1, 1, 1, 0, 1])
        self.assertEqual(page.undecided, 1)
        self.assertIn("A2", said)

    def test_run_again_nothing_changes(self) -> None:
        self.ingest(PAGE)
        text = PAGE.replace("排练新歌", "排练新歌曲") + NEW
        self.ingest(text, replace=True)
        before = [list(model.objects.order_by("pk").values()) for model in TABLES]
        self.ingest(text, replace=True)
        self.assertEqual([list(model.objects.order_by("pk").values()) for model in TABLES], before)

    def test_a_trial_writes_nothing(self) -> None:
        self.ingest(PAGE)
        before = [list(model.objects.order_by("pk").values()) for model in TABLES]
        self.ingest(PAGE.replace("排练新歌", "排练新歌曲"), replace=True, dry_run=True)
        self.assertEqual([list(model.objects.order_by("pk").values()) for model in TABLES], before)

    def test_what_an_editor_took_out_or_joined_is_not_made_anew(self) -> None:
        source = self.page(label="A1")
        self.post(source, "reject", story=1)
        self.post(source, "join", story=3, to=2)
        accept(source, by=self.editor)
        self.ingest(PAGE.replace("排练新歌", "排练新歌曲"), replace=True)
        self.assertEqual(Article.objects.count(), 1)
        page = SourcePage.objects.standing().get()
        self.assertEqual((page.state, page.undecided), (SourcePage.State.WAITING, 3))

    def test_a_page_that_waits_in_the_queue_stays_the_editors(self) -> None:
        source = self.page(label="A1")
        self.post(source, "join", story=3, to=2)
        before = source.reading
        self.assertIn("A1.txt", self.ingest(PAGE + NEW, replace=True))
        source.refresh_from_db()
        self.assertEqual((source.state, source.reading), (SourcePage.State.WAITING, before))
        self.assertFalse(Article.objects.exists())

    def test_one_page_by_its_own_command(self) -> None:
        path = self.folder / "page.txt"
        for text in (PAGE, PAGE.replace("排练新歌", "排练新歌曲")):
            path.write_text(text, encoding="utf-8")
            call_command(
                "ingest_page", str(path), date=str(DAY), page="A3", replace=True, stdout=io.StringIO()
            )
        self.assertIn("排练新歌曲", Article.objects.get(headline=CHOIR).body)

    def test_a_page_of_before_the_queue_follows_too(self) -> None:
        ingest_page(PAGE, date=DAY, label="A3")
        SourcePage.objects.update(machine={}, reading={})
        text = PAGE.replace("排练新歌", "排练新歌曲")
        ingested = ingest_page(text, date=DAY, label="A3", replaces=True)
        assert ingested.replaced is not None
        self.assertEqual((ingested.replaced.updated, Article.objects.count()), (1, 3))


class AnyCorrectionTests(QueueTests):
    """Whatever is corrected in a page that nobody touched: its drafts are those of the page taken in anew."""

    def drafts(self, source: SourcePage) -> list[Any]:
        stories = Article.objects.filter(extract__source=source).order_by("extract__order")
        return [
            (
                *(getattr(story, name) for name in ("kicker", "headline", "deck", "dateline", "body")),
                *(getattr(story, name) for name in ("printed_byline", "genre", "county_id", "is_cut_off")),
                sorted(town.pk for town in story.towns.all()),
                [photo.caption for photo in story.photos.all()],
                [(credit.role, credit.printed_text, credit.person_id) for credit in story.credits.all()],
            )
            for story in stories
        ]

    def test_it_is_as_if_the_corrected_text_had_come_first(self) -> None:
        dice = random.Random(20231220)  # noqa: S311 - Nothing is secret here.
        for number, text in enumerate(practice_pages()[:2]):
            with self.subTest(number):
                source = self.page(text, f"A{number}")
                accept(source, by=self.editor)
                for _again in range(2):
                    source = self.page(corrected(source.text, dice), f"A{number}", replaces=True)
                if source.current.waiting:
                    accept(source, by=self.editor)
                fresh = self.page(source.text, f"B{number}")
                accept(fresh, by=self.editor)
                self.assertEqual(self.drafts(source), self.drafts(fresh))


def corrected(text: str, dice: random.Random) -> str:
    """A few characters are others, one line is gone, one is there twice."""
    characters = list(text)
    for _change in range(5):
        at = dice.randrange(len(characters))
        if not characters[at].isspace():
            characters[at] = dice.choice("麦田村民水利读书")
    lines = "".join(characters).splitlines()
    del lines[dice.randrange(len(lines))]
    at = dice.randrange(len(lines))
    lines.insert(at, lines[at])
    return "\n".join(lines) + "\n"
