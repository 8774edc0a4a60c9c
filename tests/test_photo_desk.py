"""The photo desk: one picture in several stories, photo news of a loose picture, one caption for many."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse

from articles import workflow
from articles.models import Article, Credit, Photo
from articles.photos import uses
from articles.workflow import NotPossible
from people.models import Person
from policy.roles import Role
from tests import make
from tests.clients import StaffClient
from tests.deleting import delete

Status = Article.Status
# Session, user, roles, three filters, two counts, the photos with credits and uses, days, the bell.
LIBRARY_QUERIES = 15


class DeskTests(TestCase):
    client: StaffClient
    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make.make_user("wangyan", Role.REPORTER)
        cls.editor = make.make_user("bianji", Role.DESK_EDITOR)
        cls.chief = make.make_user("zongbian", Role.CHIEF_EDITOR)
        cls.town = make.make_town()
        cls.story = make.make_article("雪后麦田", filed_by=cls.reporter)
        cls.photo = make.make_photo(
            cls.story,
            "图为田庄镇的麦田",
            image=make.make_picture(),
            alt_text="两名农民站在麦田里",
            taken_on=dt.date(2026, 11, 20),
            place="田庄镇",
            focal_x=20,
            focal_y=70,
        )
        cls.photo.towns.set([cls.town])
        make.make_credit(cls.photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER, title="通讯员")

    def page(self, photo: Photo) -> str:
        return reverse("admin:articles_photo_change", args=[photo.pk])

    def photo_form(self, photo: Photo, **fields: Any) -> dict[str, Any]:
        form = {"caption": photo.caption, "alt_text": photo.alt_text, "article": photo.article_id or ""}
        form |= {"order": photo.order, "version": photo.version, "credits-TOTAL_FORMS": 0}
        return {**form, "credits-INITIAL_FORMS": 0, **fields}


class GoneTests(DeskTests):
    def test_a_photo_that_was_taken_back_meanwhile_is_put_nowhere(self) -> None:
        seen = Photo.objects.get(pk=self.photo.pk)
        self.photo.delete()
        with self.assertRaises(NotPossible):
            uses.use_in(seen, make.make_article(), by=self.chief)


class SeveralStoriesTests(DeskTests):
    def setUp(self) -> None:
        self.second = make.make_article("丰收在望", filed_by=self.reporter)

    def test_a_second_use_has_the_same_picture_and_all_that_was_known_of_it(self) -> None:
        use = uses.use_in(self.photo, self.second, by=self.reporter)
        use.refresh_from_db()
        self.assertNotEqual((use.pk, use.key), (self.photo.pk, self.photo.key))
        for name in ("image", *uses.OF_THE_PICTURE):
            self.assertEqual(getattr(use, name), getattr(self.photo, name), name)
        self.assertEqual(list(use.towns.all()), [self.town])
        self.assertEqual(
            [credit.signed_parts() for credit in use.credits.all()],
            [credit.signed_parts() for credit in self.photo.credits.all()],
        )

    def test_the_caption_of_one_use_is_not_that_of_the_other(self) -> None:
        use = uses.use_in(self.photo, self.second, by=self.reporter)
        Photo.objects.filter(pk=use.pk).update(caption="资料图")
        self.photo.refresh_from_db()
        self.assertEqual(self.photo.caption, "图为田庄镇的麦田")

    def test_the_original_is_stored_once(self) -> None:
        before = default_storage.listdir("photos/originals")[1]
        use = uses.use_in(self.photo, self.second, by=self.reporter)
        use.caption = "改过"
        use.save()
        self.assertEqual(default_storage.listdir("photos/originals")[1], before)
        self.assertEqual(Photo.objects.get(pk=use.pk).image.name, self.photo.image.name)

    def test_deleting_one_use_leaves_the_other_its_picture(self) -> None:
        use = uses.use_in(self.photo, self.second, by=self.reporter)
        self.client.force_login(self.reporter)
        delete(self.client, reverse("admin:articles_photo_delete", args=[self.photo.pk]))
        self.assertFalse(Photo.objects.filter(pk=self.photo.pk).exists())
        preview = self.client.get(reverse("admin:articles_photo_preview", args=[use.pk, 480]))
        self.assertEqual(preview.status_code, 200)

    def test_each_use_is_public_with_its_own_story_alone(self) -> None:
        use = uses.use_in(self.photo, self.second, by=self.reporter)
        stories = Article.objects.filter(pk__in=[self.story.pk, self.second.pk])
        stories.update(status=Status.SIGNED_OFF, publish_at=make.LONG_AGO)
        addresses = [reverse("photo", args=[photo.key, 480]) for photo in (self.photo, use)]
        self.assertEqual([self.client.get(address).status_code for address in addresses], [200, 200])
        stories.filter(pk=self.story.pk).update(withdrawn_at=make.LONG_AGO)
        self.assertEqual([self.client.get(address).status_code for address in addresses], [404, 200])

    def test_a_further_picture_voids_the_sign_offs_of_its_story_and_of_no_other(self) -> None:
        for story in (self.story, self.second):
            Article.objects.filter(pk=story.pk).update(status=Status.SUBMITTED)
            workflow.approve(Article.objects.get(pk=story.pk), by=self.editor)
        uses.use_in(self.photo, self.second, by=self.chief)
        self.assertFalse(self.second.sign_offs.filter(voided_at=None).exists())
        self.assertTrue(self.story.sign_offs.filter(voided_at=None).exists())
        versions = [Article.objects.get(pk=story.pk).version for story in (self.story, self.second)]
        self.assertEqual(versions, [1, 2])

    def test_who_gives_a_signed_story_a_picture_is_told_what_that_did(self) -> None:
        Article.objects.filter(pk=self.second.pk).update(status=Status.SUBMITTED)
        workflow.approve(Article.objects.get(pk=self.second.pk), by=self.editor)
        self.client.force_login(self.chief)
        address = reverse("admin:articles_photo_use", args=[self.photo.pk])
        answer = self.client.post(address, {"story": self.second.pk}, follow=True)
        self.assertContains(answer, 'class="warning"')

    def test_a_story_has_a_picture_once(self) -> None:
        with self.assertRaises(NotPossible):
            uses.use_in(self.photo, self.story, by=self.reporter)

    def test_a_picture_that_has_not_come_is_not_used_again(self) -> None:
        waiting = make.make_photo(self.story)
        with self.assertRaises(NotPossible):
            uses.use_in(waiting, self.second, by=self.reporter)

    def test_nobody_puts_a_picture_on_a_story_that_is_not_theirs_to_illustrate(self) -> None:
        foreign = make.make_article("别人的稿子", filed_by=self.editor)
        with self.assertRaises(PermissionDenied):
            uses.use_in(self.photo, foreign, by=self.reporter)
        self.assertEqual(Photo.objects.count(), 1)

    def test_a_story_is_searched_for_and_chosen_on_the_page(self) -> None:
        foreign = make.make_article("别人的丰收", filed_by=self.editor)
        self.client.force_login(self.reporter)
        address = reverse("admin:articles_photo_use", args=[self.photo.pk])
        found = self.client.get(address, {"q": "丰收"})
        self.assertContains(found, "丰收在望")
        self.assertNotContains(found, "别人的丰收")
        self.client.post(address, {"story": foreign.pk})
        self.assertEqual(Photo.objects.count(), 1)
        answer = self.client.post(address, {"story": self.second.pk})
        use = Photo.objects.get(article=self.second)
        self.assertRedirects(answer, self.page(use))

    def test_used_in_names_the_stories_that_one_may_see(self) -> None:
        uses.use_in(self.photo, self.second, by=self.reporter)
        foreign = make.make_article("别人的稿子", filed_by=self.editor)
        uses.use_in(self.photo, foreign, by=self.editor)
        self.client.force_login(self.reporter)
        for address in (self.page(self.photo), reverse("admin:articles_photo_changelist")):
            with self.subTest(address):
                answer = self.client.get(address)
                self.assertContains(answer, "丰收在望")
                self.assertNotContains(answer, "别人的稿子")


class PhotoNewsTests(DeskTests):
    def setUp(self) -> None:
        self.loose = make.make_photo(None, "散图", image=make.make_picture(), uploaded_by=self.reporter)
        self.loose.towns.set([self.town])

    def news(self, photo: Photo) -> str:
        return reverse("admin:articles_photo_news", args=[photo.pk])

    def test_a_loose_photo_becomes_photo_news_of_who_asks(self) -> None:
        self.client.force_login(self.reporter)
        answer = self.client.post(self.news(self.loose))
        story = Article.objects.get(genre="photo")
        self.assertRedirects(answer, reverse("admin:articles_article_change", args=[story.pk]))
        self.assertEqual((story.filed_by, story.status), (self.reporter, Status.DRAFT))
        self.assertEqual([list(story.photos.all()), list(story.towns.all())], [[self.loose], [self.town]])

    def test_twice_pressed_makes_one_story(self) -> None:
        self.client.force_login(self.reporter)
        for _time in range(2):
            self.client.post(self.news(self.loose))
        self.assertEqual(Article.objects.filter(genre="photo").count(), 1)

    def test_looking_makes_nothing(self) -> None:
        self.client.force_login(self.reporter)
        self.client.get(self.news(self.loose))
        self.assertFalse(Article.objects.filter(genre="photo").exists())

    def test_who_files_no_stories_makes_no_photo_news(self) -> None:
        with self.assertRaises(PermissionDenied):
            uses.make_photo_news(self.loose, by=make.make_user("tupian", Role.PHOTO_DESK))
        self.assertFalse(Article.objects.filter(genre="photo").exists())


class PhotoPageTests(DeskTests):
    def setUp(self) -> None:
        self.client.force_login(self.reporter)

    def test_the_focal_point_is_saved_and_voids_nothing(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(status=Status.SUBMITTED)
        workflow.approve(Article.objects.get(pk=self.story.pk), by=self.editor)
        self.client.force_login(self.chief)
        form = self.photo_form(self.photo, focal_x=33, focal_y=8)
        credit = self.photo.credits.get()
        row = {"id": credit.pk, "role": credit.role, "title": credit.title, "order": credit.order}
        row |= {"printed_text": credit.printed_text, "photo": self.photo.pk}
        form |= {"credits-TOTAL_FORMS": 1, "credits-INITIAL_FORMS": 1}
        self.client.post(self.page(self.photo), form | {f"credits-0-{name}": row[name] for name in row})
        self.photo.refresh_from_db()
        self.assertEqual((self.photo.focal_x, self.photo.focal_y), (33, 8))
        self.assertTrue(self.story.sign_offs.filter(voided_at=None).exists())

    def test_a_focal_point_outside_the_picture_is_an_error_in_the_form(self) -> None:
        answer = self.client.post(self.page(self.photo), self.photo_form(self.photo, focal_x=101))
        self.assertEqual(answer.status_code, 200)
        self.photo.refresh_from_db()
        self.assertEqual(self.photo.focal_x, 20)

    def test_a_story_that_cannot_be_is_an_error_in_the_form(self) -> None:
        for key in ("9" * 30, "abc", "0"):
            with self.subTest(key):
                answer = self.client.post(self.page(self.photo), self.photo_form(self.photo, article=key))
                self.assertContains(answer, "errorlist")

    def test_place_and_day_are_kept(self) -> None:
        form = self.photo_form(self.photo, place="大义镇", taken_on="2026-11-23")
        self.client.post(self.page(self.photo), form)
        self.photo.refresh_from_db()
        self.assertEqual((self.photo.place, self.photo.taken_on), ("大义镇", dt.date(2026, 11, 23)))
        self.assertEqual((self.photo.focal_x, self.photo.focal_y), (20, 70))

    def test_the_trades_advice_stands_above_the_form(self) -> None:
        Photo.objects.update(caption="图为群众在采摘。 记者 王燕 摄", alt_text="")
        answer = self.client.get(self.page(self.photo))
        self.assertContains(answer, 'class="notice advice"', count=3)
        self.assertContains(answer, "记者 王燕 摄")

    def test_a_credit_in_the_caption_is_moved_where_it_belongs(self) -> None:
        person = make.make_person("王燕", Person.Kind.REPORTER)
        form = self.photo_form(self.photo, caption="图为田庄镇的麦田 记者 王 燕 通讯员 刘菲 摄")
        self.client.post(self.page(self.photo), form | {"_move_credit": "1"})
        self.photo.refresh_from_db()
        self.assertEqual(self.photo.caption, "图为田庄镇的麦田")
        credited = list(self.photo.credits.values_list("title", "printed_text", "person"))
        self.assertEqual(credited, [("通讯员", "刘菲", None), ("记者", "王燕", person.pk)])


class ManyPhotosTests(DeskTests):
    def setUp(self) -> None:
        self.empty = make.make_photo(self.story, "")
        self.client.force_login(self.reporter)
        self.address = reverse("admin:articles_photo_changelist")

    def give(self, *photos: Photo, **fields: Any) -> Any:
        form: dict[str, Any] = {"action": "give_facts", "_selected_action": [photo.pk for photo in photos]}
        form |= {"facts_given": "1", "mode": "empty"}
        form |= {f"version_{photo.pk}": photo.version for photo in photos}
        return self.client.post(self.address, form | fields)

    def test_the_page_shows_the_photos_and_what_they_have(self) -> None:
        form = {"action": "give_facts", "_selected_action": [self.photo.pk, self.empty.pk]}
        answer = self.client.post(self.address, form)
        self.assertContains(answer, "图为田庄镇的麦田")
        self.assertContains(answer, f'name="version_{self.empty.pk}"')

    def test_only_what_is_empty_is_filled(self) -> None:
        self.give(self.photo, self.empty, caption="巨野县秋收", place="大义镇", credit="记者 王燕 摄")
        self.photo.refresh_from_db()
        self.empty.refresh_from_db()
        self.assertEqual((self.photo.caption, self.photo.place), ("图为田庄镇的麦田", "田庄镇"))
        self.assertEqual((self.empty.caption, self.empty.place), ("巨野县秋收", "大义镇"))
        self.assertEqual([str(credit) for credit in self.empty.credits.all()], ["记者 王燕"])
        self.assertEqual((self.photo.version, self.empty.version), (1, 2))
        self.assertEqual(Article.objects.get(pk=self.story.pk).version, 2)

    def test_what_stands_there_is_replaced_when_that_is_chosen(self) -> None:
        self.give(self.photo, mode="replace", caption="巨野县秋收", taken_on="2026-11-01", credit="郭绪雷 摄")
        self.photo.refresh_from_db()
        self.assertEqual((self.photo.caption, self.photo.taken_on), ("巨野县秋收", dt.date(2026, 11, 1)))
        self.assertEqual([credit.printed_text for credit in self.photo.credits.all()], ["郭绪雷"])
        self.assertEqual(self.photo.place, "田庄镇")

    def test_nothing_given_is_an_error_and_so_is_no_choice_of_what_is_replaced(self) -> None:
        for fields in ({"caption": " "}, {"caption": "巨野县秋收", "mode": ""}):
            with self.subTest(**fields):
                self.assertContains(self.give(self.photo, **fields), "errorlist")
        self.photo.refresh_from_db()
        self.assertEqual(self.photo.version, 1)

    def test_a_photo_saved_meanwhile_is_left_as_it_is_and_named(self) -> None:
        stale = Photo.objects.get(pk=self.photo.pk)
        Photo.objects.filter(pk=self.photo.pk).update(version=2)
        self.give(stale, self.empty, mode="replace", caption="巨野县秋收")
        self.photo.refresh_from_db()
        self.empty.refresh_from_db()
        self.assertEqual([self.photo.caption, self.empty.caption], ["图为田庄镇的麦田", "巨野县秋收"])

    def test_a_photo_that_is_not_ones_own_to_change_is_left_as_it_is(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(status=Status.SUBMITTED)
        self.give(self.photo, self.empty, mode="replace", caption="改")
        self.assertFalse(Photo.objects.filter(caption="改").exists())

    def test_signed_stories_are_signed_anew(self) -> None:
        self.empty.delete()
        Article.objects.filter(pk=self.story.pk).update(status=Status.SUBMITTED)
        workflow.approve(Article.objects.get(pk=self.story.pk), by=self.editor)
        self.client.force_login(self.chief)
        self.give(self.photo, mode="replace", caption="改过")
        self.assertFalse(self.story.sign_offs.filter(voided_at=None).exists())

    def test_ids_and_versions_that_cannot_be_change_nothing(self) -> None:
        for fields in ({"_selected_action": ["abc"]}, {f"version_{self.photo.pk}": "x"}):
            with self.subTest(**fields):
                answer = self.give(self.photo, mode="replace", caption="改", **fields)
                self.assertLess(answer.status_code, 500)
        self.assertFalse(Photo.objects.filter(caption="改").exists())


class LibraryTests(DeskTests):
    def setUp(self) -> None:
        self.client.force_login(self.reporter)
        self.address = reverse("admin:articles_photo_changelist")

    def shown(self, **query: Any) -> set[str]:
        context = self.client.get(self.address, query).context
        return {card.photo.caption for card in context["cards"]}

    def test_it_is_searched_by_caption_person_town_and_place(self) -> None:
        make.make_photo(self.story, "另一张")
        for words in ("麦田", "刘菲", "田庄", "雪后"):
            with self.subTest(words):
                self.assertIn("图为田庄镇的麦田", self.shown(q=words))
        self.assertEqual(self.shown(q="刘菲"), {"图为田庄镇的麦田"})

    def test_it_is_filtered_by_what_is_missing(self) -> None:
        make.make_photo(self.story, "缺图", uploaded_by=self.editor)
        make.make_photo(None, "", image=make.make_picture(), uploaded_by=self.reporter)
        whole = "图为田庄镇的麦田"
        cases = {
            ("lacks", "picture"): {"缺图"},
            ("lacks", "caption"): {""},
            ("lacks", "credit"): {"缺图", ""},
            ("lacks", "nothing"): {whole},
            ("lacks", "sense"): {whole, "缺图", ""},
            ("stands", "loose"): {""},
            ("stands", "story"): {whole, "缺图"},
            ("town", str(self.town.pk)): {whole},
            ("town", "abc"): {whole, "缺图", ""},
            ("town", "9" * 30): {whole, "缺图", ""},
            ("uploader", "9" * 30): {whole, "缺图", ""},
            ("uploader", str(self.editor.pk)): {"缺图"},
            ("taken_on__isnull", "True"): {"缺图", ""},
        }
        for (name, value), captions in cases.items():
            with self.subTest(f"{name}={value}"):
                self.assertEqual(self.shown(**{name: value}), captions)

    def test_filters_name_nobody_whose_photos_are_out_of_sight(self) -> None:
        foreign = make.make_article("别人的稿子", filed_by=self.editor)
        photo = make.make_photo(foreign, uploaded_by=make.make_user("shenmi", last_name="神秘人"))
        photo.towns.set([make.make_town("大义镇", "dayi")])
        answer = self.client.get(self.address)
        self.assertNotContains(answer, "神秘人")
        self.assertNotContains(answer, "大义镇")

    def test_an_empty_library_says_what_to_do(self) -> None:
        Photo.objects.all().delete()
        self.assertContains(self.client.get(self.address), 'class="empty"')
        self.assertContains(self.client.get(self.address, {"q": "没有"}), 'class="empty"')

    def test_its_queries_do_not_grow_with_the_photos(self) -> None:
        self.client.get(self.address)  # Content types are asked for once a process.
        with self.assertNumQueries(LIBRARY_QUERIES):
            self.client.get(self.address)
        for number in range(6):
            photo = make.make_photo(self.story, f"第{number}张", image=make.stored_picture())
            make.make_credit(photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER)
        with self.assertNumQueries(LIBRARY_QUERIES):
            self.client.get(self.address)
