"""Photos on their own pages, and the places on pages of the paper: what they change of a story is kept.

As in `tests/test_write_paths.py`, through the door people use.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from articles.models import Article, Photo, Revision
from articles.revisions.keeping import snapshot_of
from audit.trail import entries_of
from issues import release
from tests import releasing
from tests.deleting import delete, delete_chosen
from tests.kept import PathTests, begin, begun, counts, doors, expect_kept, version
from tests.make import (
    FAR_AHEAD,
    clear,
    make_article,
    make_issue,
    make_page,
    make_photo,
    make_picture,
    make_placement,
    sign_off,
)
from tests.releasing import answer

How = Revision.How
PHOTOS = reverse("admin:articles_photo_changelist")
NO_CREDITS = {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}


class PhotoTests(PathTests):
    def setUp(self) -> None:
        super().setUp()
        self.story, self.other = make_article("麦田返青"), make_article("丰收在望")
        self.photo = make_photo(self.story, "旧图注", image=make_picture())
        self.second = make_photo(self.story, "", place="")
        for story in (self.story, self.other):
            begin(story)

    def expect(self, *stories: Article) -> None:
        """Each of them was changed once, through a photo; the others not at all."""
        for story in (self.story, self.other):
            expect_kept(story)
            is_changed = story in stories
            self.assertEqual(doors(story), [How.PHOTO] if is_changed else [])
            self.assertEqual(version(story), 2 if is_changed else 1)
        for story in stories:
            self.assertEqual(self.last(story).by, self.editor)

    def send(self, name: str, *keys: int, **sent: Any) -> Any:
        return self.client.post(reverse(f"admin:articles_photo_{name}", args=keys), sent, follow=True)

    def save(self, **sent: Any) -> Any:
        form = {"caption": "旧图注", "order": 1, "version": 1, "article": self.story.pk, **NO_CREDITS}
        return self.send("change", self.photo.pk, **(form | sent))

    def test_on_its_own_page(self) -> None:
        credit = {
            "credits-TOTAL_FORMS": 1,
            "credits-0-printed_text": "刘菲",
            "credits-0-role": "photographer",
        }
        self.save(caption="新图注", towns=[self.town.pk], **credit, **{"credits-0-order": 1})
        self.expect(self.story)
        kept = snapshot_of(self.last(self.story))["photos"][0]
        self.assertEqual((kept["caption"], kept["towns"]), ("新图注", [self.town.pk]))
        self.assertEqual(kept["credits"][0]["printed_text"], "刘菲")

    def test_a_page_with_a_fault_leaves_neither_revision_nor_entry(self) -> None:
        before = counts()
        self.save(caption="新图注", taken_on="瞎写")
        self.assertEqual(counts(), before)

    def test_moved_to_another_story(self) -> None:
        self.save(article=self.other.pk)
        self.expect(self.story, self.other)

    def test_taken_off_its_story(self) -> None:
        self.save(article="")
        self.expect(self.story)

    def test_added_to_a_story_on_a_page_of_its_own(self) -> None:
        self.send("add", caption="新图", order=9, article=self.other.pk, **NO_CREDITS)
        self.expect(self.other)

    def test_added_to_a_story_that_has_no_past(self) -> None:
        old = make_article("老稿")
        self.send("add", caption="新图", order=9, article=old.pk, **NO_CREDITS)
        expect_kept(old)
        first = Revision.objects.get(article=old.pk, number=1)
        self.assertEqual(snapshot_of(first)["photos"], [])

    def test_deleted(self) -> None:
        delete(self.client, reverse("admin:articles_photo_delete", args=[self.photo.pk]))
        self.assertFalse(Photo.objects.filter(pk=self.photo.pk).exists())
        self.expect(self.story)

    def test_deleted_from_the_list(self) -> None:
        delete_chosen(self.client, PHOTOS, self.photo.pk)
        self.assertFalse(Photo.objects.filter(pk=self.photo.pk).exists())
        self.expect(self.story)

    def test_used_in_another_story(self) -> None:
        self.send("use", self.photo.pk, story=self.other.pk)
        self.expect(self.other)

    def test_a_loose_one_becomes_photo_news(self) -> None:
        loose = make_photo(caption="图为麦田", uploaded_by=self.editor)
        self.send("news", loose.pk)
        story = Article.objects.get(genre=Article.Genre.PHOTO)
        expect_kept(story)
        self.assertEqual((doors(story), entries_of(story).get().action), ([How.PHOTO], "add"))

    def test_its_credit_moved_out_of_its_caption(self) -> None:
        story = make_article("另一篇")
        photo = make_photo(story, "图为麦田。 记者 王燕 摄")
        begin(story)
        form = {"caption": photo.caption, "order": 1, "version": 1, "article": story.pk, **NO_CREDITS}
        self.send("change", photo.pk, **form, _move_credit="1")
        expect_kept(story)
        kept = snapshot_of(self.last(story))["photos"][0]
        self.assertEqual((kept["caption"], len(kept["credits"])), ("图为麦田。", 1))
        self.assertEqual((doors(story), version(story)), ([How.PHOTO], 2))

    def test_facts_given_to_many_change_each_story_once(self) -> None:
        photos = [self.photo, self.second]
        form: dict[str, Any] = {
            "action": "give_facts",
            "_selected_action": [photo.pk for photo in photos],
            "facts_given": "1",
        }
        form |= {"mode": "replace", "place": "田庄镇", "credit": "记者 王燕 摄"}
        form |= {f"version_{photo.pk}": 1 for photo in photos}
        self.client.post(PHOTOS, form)
        self.expect(self.story)

    def test_a_caption_changed_under_a_signed_story_is_kept_with_the_void_it_brings(self) -> None:
        story = make_article("稿子", body="正文。", status=Article.Status.SUBMITTED)
        sign_off(story)
        self.client.force_login(self.chief)
        self.send("add", caption="新图", order=9, article=story.pk, **NO_CREDITS)
        expect_kept(story)
        self.assertEqual(doors(story)[-2:], [How.PHOTO, How.STEP])


class PlaceTests(PathTests):
    def setUp(self) -> None:
        super().setUp()
        self.issue = make_issue(dt.date(2026, 12, 1))
        self.page = make_page(self.issue, name="县区")
        self.story, self.other = (sign_off(begun(title, body="正文。")) for title in ("麦田返青", "丰收在望"))
        self.placement = make_placement(self.story, self.page)
        self.third = sign_off(make_article("第三篇", body="正文。"))
        with transaction.atomic():
            release.follow_issue(self.issue, moved=[self.story.pk], by=self.editor)
        self.marks = {story.pk: len(doors(story)) for story in self.all()}

    def all(self) -> list[Article]:
        return [self.story, self.other, self.third]

    def since(self, story: Article) -> list[str]:
        return doors(story)[self.marks[story.pk] :]

    def save_page(self, *rows: dict[str, Any], **fields: Any) -> Any:
        initial = {"id": self.placement.pk, "article": self.story.pk, "order": 1, "position": "standard"}
        form: dict[str, Any] = {"label": "A3", "order": 3, "name": "县区", "line_length": 13, "version": 1}
        shown = [initial | (rows[0] if rows else {}), *rows[1:]]
        form |= {"placements-TOTAL_FORMS": len(shown), "placements-INITIAL_FORMS": 1}
        for number, row in enumerate(shown):
            form |= {f"placements-{number}-{name}": value for name, value in row.items()}
        return self.client.post(reverse("admin:issues_page_change", args=[self.page.pk]), form | fields)

    def test_added_on_the_page(self) -> None:
        self.save_page({}, {"article": self.other.pk, "order": 2, "position": "lead"})
        expect_kept(*self.all())
        self.assertEqual([self.since(story) for story in self.all()], [[], [How.PLACE], []])
        self.assertEqual(self.last(self.other).by, self.editor)
        self.assertEqual(snapshot_of(self.last(self.other))["placements"][0]["page"], "A3")

    def test_moved_on_the_page_and_exchanged(self) -> None:
        self.save_page({"position": "lead", "order": 7})
        self.assertEqual(self.since(self.story), [How.PLACE])
        self.save_page({"article": self.third.pk}, version=2)
        self.assertEqual(self.since(self.third), [How.PLACE])
        self.assertEqual(self.since(self.story), [How.PLACE, How.PLACE])
        expect_kept(*self.all())

    def test_taken_off_a_page_that_waits_for_its_release(self) -> None:
        release.place(self.other, self.page, by=self.editor)
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        row = {
            "id": self.other.placements.get().pk,
            "article": self.other.pk,
            "order": 2,
            "position": "standard",
        }
        self.save_page({"DELETE": "on"}, row, version=2, **{"placements-INITIAL_FORMS": 2})
        expect_kept(*self.all())
        self.assertEqual(self.since(self.story), [How.RELEASE, How.PLACE, How.RELEASE])
        self.assertEqual(snapshot_of(self.last(self.story))["placements"], [])
        self.assertIsNone(Article.objects.get(pk=self.story.pk).publish_at)

    def test_a_page_with_a_fault_leaves_neither_revision_nor_entry(self) -> None:
        before = counts()
        self.save_page({}, {"article": self.other.pk, "order": "瞎写", "position": "lead"})
        self.assertEqual(counts(), before)

    def test_a_new_page_with_a_story_that_has_no_past(self) -> None:
        old = make_article("老稿")
        form = {"issue": self.issue.pk, "label": "A4", "order": 4, "line_length": 13, "version": 1}
        form |= {"placements-TOTAL_FORMS": 1, "placements-INITIAL_FORMS": 0, "placements-0-article": old.pk}
        self.client.post(
            reverse("admin:issues_page_add"),
            form | {"placements-0-order": 1, "placements-0-position": "lead"},
        )
        expect_kept(old)
        self.assertEqual(doors(old), [How.PLACE])
        first = Revision.objects.get(article=old.pk, number=1)
        self.assertEqual(snapshot_of(first)["placements"], [])

    def test_a_page_that_gets_another_label_moves_its_stories(self) -> None:
        self.save_page({}, label="A5")
        expect_kept(*self.all())
        self.assertEqual(self.since(self.story), [How.PLACE])

    def save_issue(self, **fields: Any) -> None:
        form = {"date": "2026-12-01", "pages-TOTAL_FORMS": 1, "pages-INITIAL_FORMS": 1}
        row = {"id": self.page.pk, "label": "A3", "order": 3, "name": "县区", "version": 1}
        form |= {f"pages-0-{name}": value for name, value in row.items()}
        self.client.post(reverse("admin:issues_issue_change", args=[self.issue.pk]), form | fields)

    def test_the_issue_page_changes_a_label_or_the_day(self) -> None:
        self.save_issue(**{"pages-0-label": "B1"})
        self.save_issue(date="2026-12-02", **{"pages-0-label": "B1", "pages-0-version": 2})
        expect_kept(*self.all())
        self.assertEqual(self.since(self.story), [How.PLACE, How.PLACE])
        placement = snapshot_of(self.last(self.story))["placements"][0]
        self.assertEqual((placement["issue"], placement["page"]), ("2026-12-02", "B1"))

    def test_another_name_of_a_page_moves_no_story(self) -> None:
        before = counts()
        self.save_issue(**{"pages-0-name": "要闻"})
        self.assertEqual(counts(), before)

    def test_the_release_and_its_pulling_back_are_kept_of_each_story(self) -> None:
        clear(self.issue)
        self.client.force_login(self.chief)
        address = reverse("admin:issues_issue_release", args=[self.issue.pk])
        answer(self.client, address, at_0="2099-01-01", at_1="06:00:00")
        expect_kept(*self.all())
        answer(self.client, address, do="unschedule")
        expect_kept(*self.all())
        self.assertEqual([self.since(story) for story in self.all()], [[How.RELEASE] * 2, [], []])
        self.assertEqual(self.last(self.story).by, self.chief)
        self.assertEqual(version(self.story), 1)

    def test_a_lead_that_gives_way_is_kept_too(self) -> None:
        release.place(self.story, self.page, position="lead", by=self.editor)
        release.place(self.other, self.page, position="lead", by=self.editor)
        expect_kept(*self.all())
        self.assertEqual(self.since(self.story), [How.PLACE, How.PLACE])
