"""The bin: what is deleted can be brought back as it was for 30 days, or not at all, with a sentence why."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from taggit.models import Tag

from articles import workflow
from articles.models import Article, Note, Notice, Photo, Presence, Revision, UnmergedCopy
from articles.photos.uploads import take_back
from articles.revisions import keeping
from audit.bin import CannotUndo, discard, purge, undo
from audit.models import KEPT, Deletion, Entry
from audit.packed import Pack, is_momentary
from filing.models import FiledStory, FilingLink
from ingest.importing import NotIngested, ingest_page
from ingest.models import Extract, SourcePage
from ingest.taking_out import undo_ingest
from issues.models import Page
from people.models import Person, Unit, User
from policy.roles import Role
from tests.make import (
    make_article,
    make_county,
    make_credit,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_picture,
    make_placement,
    make_town,
    make_user,
    sign_off,
)
from towns.models import Town

How = Revision.How
LOGS = {"audit", "sessions", "admin"}


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, those that join two others too; not records, nor what lasts a minute."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {
        model._meta.label: [*map(plain, model._base_manager.order_by("pk").values())]
        for model in models
        if model._meta.app_label not in LOGS and not is_momentary(model)
    }


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def keep(story: Article, *, by: User | None = None) -> None:
    with transaction.atomic():
        keeping.keep(keeping.hold(story), by=by, how=How.FORM)


def grow_old(deletion: Deletion, days: int = 31) -> None:
    Deletion.objects.filter(pk=deletion.pk).update(at=timezone.now() - dt.timedelta(days=days))


class BinTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = make_user("wangyan", Role.REPORTER)
        cls.town = make_town()
        cls.desk = make_desk(members=(cls.user,))
        cls.person = make_person(user=cls.user)
        cls.story = make_article(
            "麦田返青", body="正文。", towns=(cls.town,), filed_by=cls.user, desk=cls.desk
        )
        cls.story.tags.add("三农", "麦收")
        make_credit(cls.story, cls.person, role="reporter")
        cls.photo = make_photo(cls.story, "田间", uploaded_by=cls.user)
        make_credit(cls.photo, cls.person, role="photographer")

    def discard(self, *things: Model) -> Deletion:
        return discard(things or [self.story], by=self.user, why="交重了")


class StoryTests(BinTests):
    def _make_everything(self) -> None:
        link = FilingLink.objects.create(person=make_person("通讯员甲", kind=Person.Kind.CORRESPONDENT))
        FiledStory.objects.create(link=link, article=self.story, sent_hash="x")
        Note.objects.create(article=self.story, by=self.user, text="便条")
        Notice.objects.create(article=self.story, user=self.user, by=self.user, kind=Notice.Kind.VOIDED)
        Presence.objects.create(article=self.story, user=self.user)
        UnmergedCopy.objects.create(article=self.story, by=self.user, version=1, data=b"\x00\xff")
        workflow.submit(self.story, by=self.user)
        workflow.recall(self.story, by=self.user)
        page = make_page(make_issue())
        source = SourcePage.objects.create(page=page, date=page.issue.date, label=page.label, text="x")
        Extract.objects.create(source=source, article=self.story, order=1, lines=[], printed_text="x")
        keep(self.story, by=self.user)

    def test_a_story_comes_back_with_all_it_had(self) -> None:
        self._make_everything()
        before = dump()
        deletion = self.discard()
        self.assertFalse(Article.objects.exists())
        self.assertIsNone(Photo.objects.get().article)
        (back,) = undo(deletion, by=self.user)
        self.assertEqual(back, Article.objects.get())
        self.assertEqual(dump(), before)

    def test_what_is_deleted_leaves_nothing_behind_but_its_past(self) -> None:
        self._make_everything()
        self.discard()
        left = [Note, Notice, Presence, UnmergedCopy, FiledStory, Article.towns.through]
        self.assertEqual([model._default_manager.count() for model in left], [0] * len(left))
        self.assertTrue(Revision.objects.filter(article=self.story.pk).exists())

    def test_both_ways_are_in_the_trail_with_who_and_why(self) -> None:
        key = str(self.story.pk)
        deletion = self.discard()
        undo(deletion, by=self.user)
        entries = Entry.objects.filter(label="articles.article", key=key).order_by("number")
        self.assertEqual([entry.action for entry in entries], ["delete", "undelete"])
        first = entries[0]
        self.assertEqual((first.actor, first.name, first.note), (self.user.pk, "麦田返青", "交重了"))
        self.assertEqual(first.before_values["counts"]["articles.article"], 1)

    def test_a_photo_that_went_to_another_story_meanwhile_stays_there(self) -> None:
        keep(self.story)
        other = make_article("另一篇")
        deletion = self.discard()
        Photo.objects.update(article=other)
        (back,) = undo(deletion, by=self.user)
        self.assertEqual(Photo.objects.get().article, other)
        revisions = Revision.objects.filter(article=back.pk).order_by("number")
        self.assertEqual(revisions.last().how, How.RESTORE)  # type: ignore[union-attr]

    def test_a_story_that_comes_back_as_it_was_gets_no_further_revision(self) -> None:
        keep(self.story)
        count = Revision.objects.count()
        undo(self.discard(), by=self.user)
        self.assertEqual(Revision.objects.count(), count)

    def test_a_photo_that_is_gone_meanwhile_does_not_hold_its_story_up(self) -> None:
        deletion = self.discard()
        Photo.objects.all().delete()
        undo(deletion, by=self.user)
        self.assertTrue(Article.objects.exists())

    def test_signed_copy_is_not_deleted_and_nothing_is_done(self) -> None:
        story = sign_off(make_article("签过的"))
        before = dump()
        with self.assertRaises(ProtectedError):
            self.discard(self.photo, self.story, story)
        self.assertEqual(dump(), before)
        self.assertFalse(Deletion.objects.exists() or Entry.objects.filter(action="delete").exists())


class RefusalTests(BinTests):
    def refused(self, deletion: Deletion) -> str:
        before = dump()
        with self.assertRaises(CannotUndo) as caught:
            undo(deletion, by=self.user)
        self.assertEqual(dump(), before)
        return str(caught.exception)

    def test_twice_is_refused(self) -> None:
        deletion = self.discard()
        undo(deletion, by=self.user)
        self.refused(deletion)
        self.assertEqual(Entry.objects.filter(action="undelete").count(), 1)

    def test_after_thirty_days_it_is_refused_purged_or_not(self) -> None:
        deletion = self.discard()
        grow_old(deletion)
        self.refused(deletion)
        purge()
        self.refused(deletion)

    def test_a_desk_that_is_gone_is_named(self) -> None:
        deletion = self.discard()
        self.desk.delete()
        said = self.refused(deletion)
        self.assertIn("麦田返青", said)
        self.assertIn(str(Article._meta.get_field("desk").verbose_name), said)

    def test_a_story_that_is_gone_is_named_where_its_photo_would_come_back(self) -> None:
        deletion = self.discard(self.photo)
        self.story.delete()
        self.assertIn("田间", self.refused(deletion))

    def test_a_story_that_is_gone_is_named_where_its_tag_would_come_back(self) -> None:
        deletion = self.discard(Tag.objects.get(name="三农"))
        self.story.delete()
        self.refused(deletion)

    def test_a_column_that_an_update_took_away_holds_nothing_up(self) -> None:
        before = dump()
        deletion = self.discard()
        pack = Pack.from_bytes(deletion.data)
        for row in pack.rows:
            row["fields"]["of_long_ago"] = 1
        Deletion.objects.filter(pk=deletion.pk).update(data=pack.to_bytes())
        undo(deletion, by=self.user)
        self.assertEqual(dump(), before)

    def test_a_kind_of_thing_that_an_update_took_away_is_told(self) -> None:
        deletion = self.discard()
        pack = Pack.from_bytes(deletion.data)
        pack.rows[0]["model"] = "articles.longago"
        Deletion.objects.filter(pk=deletion.pk).update(data=pack.to_bytes())
        self.refused(deletion)

    def test_a_key_that_is_taken_is_named(self) -> None:
        Article.objects.update(filing_key=uuid.UUID(int=7))
        deletion = self.discard(Article.objects.get())
        make_article("第二篇", filing_key=uuid.UUID(int=7))
        self.assertIn("麦田返青", self.refused(deletion))

    def test_a_name_that_is_taken_is_named(self) -> None:
        unit = Unit.objects.create(name="县融媒体中心")
        deletion = self.discard(unit)
        Unit.objects.create(name="县融媒体中心")
        self.assertIn("县融媒体中心", self.refused(deletion))

    def test_a_row_that_is_there_is_not_written_over(self) -> None:
        unit = Unit.objects.create(name="旧名")
        key = unit.pk
        deletion = self.discard(unit)
        Unit.objects.create(pk=key, name="新名")
        self.refused(deletion)
        self.assertEqual(Unit.objects.get().name, "新名")


class OtherThingsTests(BinTests):
    def test_a_photo_comes_back_to_its_story_which_is_another_text_then(self) -> None:
        keep(self.story)
        deletion = self.discard(self.photo)
        version = Article.objects.get().version
        undo(deletion, by=self.user)
        story = Article.objects.get()
        self.assertEqual([photo.caption for photo in story.photos.all()], ["田间"])
        self.assertGreater(story.version, version)

    def test_a_photo_that_comes_back_voids_the_sign_offs(self) -> None:
        Article.objects.update(desk=None)
        workflow.submit(self.story, by=self.user)
        deletion = self.discard(self.photo)
        workflow.approve(Article.objects.get(), by=make_user("bianji", Role.DESK_EDITOR))
        undo(deletion, by=make_user("zongbian", Role.CHIEF_EDITOR))
        self.assertFalse(Article.objects.get().sign_offs.filter(voided_at=None).exists())

    def test_an_issue_comes_back_with_its_pages(self) -> None:
        issue = make_issue()
        make_page(issue)
        before = dump()
        deletion = self.discard(issue)
        self.assertFalse(Page.objects.exists())
        undo(deletion, by=self.user)
        self.assertEqual(dump(), before)

    def test_many_at_once_are_one_deletion(self) -> None:
        second = make_article("第二篇")
        before = dump()
        deletion = self.discard(self.story, second)
        self.assertEqual((str(deletion), deletion.counts["articles.article"]), ("麦田返青、第二篇", 2))
        self.assertEqual(len(undo(deletion, by=self.user)), 2)
        self.assertEqual(dump(), before)


class IngestTests(TestCase):
    TEXT = "田庄镇:麦田返青\n\n本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了。\n"

    def setUp(self) -> None:
        self.user = make_user("zongbian", Role.CHIEF_EDITOR)
        ingest_page(self.TEXT, date=dt.date(2026, 12, 1), label="A1")
        self.source = SourcePage.objects.get()

    def test_a_page_is_taken_out_and_put_in_again_in_one_piece(self) -> None:
        with transaction.atomic():
            story = keeping.hold(Article.objects.get())
            make_photo(story)
            keeping.keep(story, by=self.user, how=Revision.How.PHOTO)
        before = dump()
        deletion = undo_ingest(self.source, by=self.user)
        for model in (SourcePage, Extract, Article, Photo, Page):
            self.assertFalse(model._default_manager.exists(), model)
        self.assertEqual(deletion.label, "ingest.sourcepage")
        undo(deletion, by=self.user)
        self.assertEqual(dump(), before)

    def test_a_page_on_which_something_else_stands_stays(self) -> None:
        make_placement(make_article("另一篇"), Page.objects.get())
        undo_ingest(self.source, by=self.user)
        self.assertEqual(Page.objects.get().placements.count(), 1)

    def test_a_page_ingested_anew_is_in_the_way(self) -> None:
        deletion = undo_ingest(self.source, by=self.user)
        ingest_page(self.TEXT, date=dt.date(2026, 12, 1), label="A1")
        with self.assertRaises(CannotUndo):
            undo(deletion, by=self.user)
        self.assertEqual(Article.objects.count(), 1)

    def test_a_signed_story_keeps_its_page(self) -> None:
        sign_off(Article.objects.get())
        with self.assertRaises(NotIngested):
            undo_ingest(self.source, by=self.user)
        self.assertFalse(Deletion.objects.exists())


class PurgeTests(BinTests):
    def picture(self) -> Photo:
        return make_photo(caption="散图", uploaded_by=self.user, image=make_picture())

    def purged(self, deletion: Deletion) -> None:
        grow_old(deletion)
        with self.captureOnCommitCallbacks(execute=True):
            call_command("purge_deleted", stdout=io.StringIO())
        self.assertFalse(Deletion.objects.filter(pk=deletion.pk).exists())

    def test_the_past_of_a_story_goes_with_it_and_no_other(self) -> None:
        other = make_article("另一篇")
        keep(self.story)
        keep(other)
        self.purged(self.discard())
        self.assertEqual({row.article_id for row in Revision.objects.all()}, {other.pk})
        self.assertTrue(Entry.objects.filter(action="purge").exists())

    def test_what_was_brought_back_keeps_its_past(self) -> None:
        keep(self.story)
        deletion = self.discard()
        undo(deletion, by=self.user)
        self.purged(deletion)
        self.assertTrue(Revision.objects.filter(article=self.story.pk).exists() and Article.objects.exists())

    def test_what_is_thirty_days_old_less_an_hour_stays(self) -> None:
        deletion = self.discard()
        Deletion.objects.update(at=timezone.now() - KEPT + dt.timedelta(hours=1))
        self.assertEqual(purge(), 0)
        undo(deletion, by=self.user)

    def test_putting_something_into_the_bin_empties_what_is_over(self) -> None:
        deletion = self.discard()
        grow_old(deletion)
        self.discard(Photo.objects.get())
        self.assertFalse(Deletion.objects.filter(pk=deletion.pk).exists())

    def test_a_picture_stays_while_its_photo_can_come_back_and_then_goes(self) -> None:
        photo = self.picture()
        name = str(photo.image.name)
        deletion = self.discard(photo)
        self.assertTrue(default_storage.exists(name))
        self.purged(deletion)
        self.assertFalse(default_storage.exists(name))

    def test_a_picture_that_another_photo_shows_stays(self) -> None:
        photo = self.picture()
        make_photo(image=photo.image.name)
        name = str(photo.image.name)
        self.purged(self.discard(photo))
        self.assertTrue(default_storage.exists(name))

    def test_a_picture_that_a_revision_remembers_stays(self) -> None:
        photo = self.picture()
        Photo.objects.filter(pk=photo.pk).update(article=self.story)
        keep(self.story)
        Photo.objects.filter(pk=photo.pk).update(article=None)
        self.purged(self.discard(Photo.objects.get(pk=photo.pk)))
        self.assertTrue(default_storage.exists(str(photo.image.name)))

    def test_a_second_use_taken_back_leaves_the_picture_to_the_one_in_the_bin(self) -> None:
        photo = self.picture()
        name = str(photo.image.name)
        second = make_photo(image=name)
        self.discard(photo)
        with self.captureOnCommitCallbacks(execute=True):
            take_back(second)
        self.assertTrue(default_storage.exists(name))


WORDS = st.text(alphabet="麦田返青的消息通讯员", min_size=1, max_size=12)
FEW = st.integers(0, 3)


class AnythingTests(HypothesisTestCase):
    """Whatever stands there, deleting and bringing back leaves every row of every table as it was."""

    @settings(max_examples=60)
    @given(data=st.data())
    def test_what_comes_back_is_equal_byte_by_byte(self, data: st.DataObject) -> None:
        user = make_user("wangyan", Role.REPORTER)
        things = make_world(data, user)
        chosen = data.draw(st.sampled_from(things))
        before = dump()
        deletion = discard(chosen, by=user)
        assert dump() != before
        undo(deletion, by=user)
        after = dump()
        # A photo or a credit on a story that stayed makes it another text.
        if not any(isinstance(thing, Article) for thing in chosen):
            for label in ("articles.Article", "articles.Revision"):
                before[label] = after[label]
        assert after == before


def make_world(data: st.DataObject, user: User) -> list[Sequence[Model]]:
    """Stories with any number of everything; and what may be chosen to be deleted, alone or several."""
    county = make_county()
    towns = [make_town(f"镇{n}", f"town-{n}", county) for n in range(data.draw(FEW))]
    people = [make_person(f"人{n}") for n in range(1 + data.draw(FEW))]
    stories = [make_story(data, user, towns, people) for _number in range(1 + data.draw(FEW))]
    loose = make_photo(None, data.draw(WORDS), uploaded_by=user, upload_key=uuid.uuid4())
    make_credit(loose, people[0], role="photographer")
    issue = make_issue()
    for order in range(data.draw(FEW)):
        make_page(issue, label=f"A{order}", order=order)
    tags = list(Tag.objects.all())
    photos = list(Photo.objects.all())
    return [stories, stories[:1], [loose], photos, [issue], [*photos, *stories], *([tags] if tags else [])]


def make_story(data: st.DataObject, user: User, towns: list[Town], people: list[Person]) -> Article:
    story = make_article(
        data.draw(WORDS),
        body=data.draw(st.text(max_size=40).map(lambda text: text.replace("\0", ""))),
        filed_by=data.draw(st.sampled_from([user, None])),
        filing_key=data.draw(st.sampled_from([None, uuid.uuid4()])),
        towns=tuple(towns),
    )
    story.tags.add(*data.draw(st.lists(WORDS, max_size=3, unique=True)))
    for _number in range(data.draw(FEW)):
        photo = make_photo(story, data.draw(WORDS), uploaded_by=user)
        photo.towns.set(towns)
        make_credit(photo, data.draw(st.sampled_from(people)), role="photographer")
    make_credit(story, people[0], role="reporter")
    for _number in range(data.draw(FEW)):
        Note.objects.create(article=story, by=user, text=data.draw(WORDS))
    if data.draw(st.booleans()):
        keep(story, by=user)
    if data.draw(st.booleans()):
        copy = data.draw(st.binary(max_size=20))
        UnmergedCopy.objects.create(article=story, by=user, version=1, data=copy, form_key=uuid.uuid4())
    return story
