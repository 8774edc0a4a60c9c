"""Two people save one story: what the second typed is kept, merged where it can be, and asked where not."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.base import changed_after_sign_off
from articles.models import Article, Revision, UnmergedCopy
from articles.revisions.packing import unpack_value
from people.models import User
from tests.cast import CastTests, change, story_form
from tests.clients import StaffClient
from tests.kept import begin
from tests.make import make_article, make_user, sign_off

JSON = {"Accept": "application/json"}
BODY = "一场瑞雪。麦田青青。\n农民说墒情好。\n来年丰收。"


def page_of(copy: UnmergedCopy) -> str:
    return reverse("admin:articles_article_merge", args=[copy.article_id, copy.pk])


def discard_of(copy: UnmergedCopy) -> str:
    return reverse("admin:articles_article_merge_discard", args=[copy.article_id, copy.pk])


def keys(html: str) -> list[str]:
    """The names of the questions on the page, in their order."""
    return list(dict.fromkeys(re.findall(r'name="choice-(\w+)"', html)))


class ConflictTests(CastTests):
    """The editor and the section head have the story open; the editor saves first."""

    def setUp(self) -> None:
        self.story = make_article(
            "雪后麦田",
            body=BODY,
            dateline="本报讯",
            status=Article.Status.SUBMITTED,
            filed_by=self.reporter,
        )
        begin(self.story)
        self.first, self.second = self.signed_in(self.editor), self.signed_in(self.head)

    @staticmethod
    def signed_in(user: User) -> Client:
        client = StaffClient()
        client.force_login(user)
        return client

    def form(self, **fields: Any) -> dict[str, Any]:
        same = {"headline": "雪后麦田", "body": BODY, "printed_byline": "", "version": 1}
        return story_form(**(same | {"form_key": str(uuid.uuid4())} | fields))

    def save_first(self, **fields: Any) -> None:
        response = self.first.post(change(self.story), self.form(**fields))
        self.assertEqual(response.status_code, 302)

    def save_second(self, **fields: Any) -> UnmergedCopy:
        response = self.second.post(change(self.story), self.form(**fields))
        self.assertEqual(response.status_code, 303, getattr(response, "context_data", {}).get("errors"))
        copy = UnmergedCopy.objects.order_by("-pk")[0]
        self.assertEqual(response.headers["Location"], page_of(copy))
        return copy

    def look(self, copy: UnmergedCopy) -> str:
        return self.second.get(page_of(copy)).content.decode()

    def merge(self, copy: UnmergedCopy, *choices: str, **sent: Any) -> Any:
        """Answer the questions of the page in their order, and save."""
        html = self.look(copy)
        [version] = re.findall(r'name="version" value="(\d+)"', html)
        answers = {f"choice-{key}": choice for key, choice in zip(keys(html), choices, strict=True)}
        return self.second.post(page_of(copy), {"version": version} | answers | sent)

    def merged(self, copy: UnmergedCopy, *choices: str, **sent: Any) -> Article:
        response = self.merge(copy, *choices, **sent)
        self.assertRedirects(response, change(self.story), fetch_redirect_response=False)
        copy.refresh_from_db()
        self.assertEqual(copy.outcome, UnmergedCopy.Outcome.MERGED)
        return Article.objects.get(pk=self.story.pk)


class TextTests(ConflictTests):
    def test_nothing_of_the_story_is_saved_before_it_is_merged(self) -> None:
        self.save_first(headline="先存的题")
        self.save_second(headline="后存的题", tags="雪")
        story = Article.objects.get()
        self.assertEqual((story.headline, story.version, story.tags.count()), ("先存的题", 2, 0))

    def test_different_fields_go_together_unasked(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(deck="后存的副题")
        self.assertEqual(keys(self.look(copy)), [])
        story = self.merged(copy)
        self.assertEqual((story.headline, story.deck, story.version), ("先存的题", "后存的副题", 3))
        self.assertEqual(Revision.objects.order_by("-number")[0].how, Revision.How.MERGE)

    def test_different_sentences_go_together_unasked(self) -> None:
        self.save_first(body=BODY.replace("一场瑞雪", "一场大雪"))
        story = self.merged(self.save_second(body=BODY.replace("麦田青青", "麦苗青青")))
        self.assertEqual(story.body, "一场大雪。麦苗青青。\n农民说墒情好。\n来年丰收。")

    def test_the_same_sentence_is_asked_and_answered_in_each_way(self) -> None:
        for choice, expected in (
            ("theirs", "一场大雪。"),
            ("mine", "一场小雪。"),
            ("both", "一场大雪。一场小雪。"),
            ("own", "一场中雪。"),
        ):
            with self.subTest(choice), transaction.atomic():
                self.save_first(body=BODY.replace("一场瑞雪", "一场大雪"))
                copy = self.save_second(body=BODY.replace("一场瑞雪", "一场小雪"))
                [key] = keys(self.look(copy))
                story = self.merged(copy, choice, **{f"own-{key}": "一场中雪。"})
                self.assertEqual(story.body, BODY.replace("一场瑞雪。", expected))
                transaction.set_rollback(True)

    def test_both_texts_stand_on_the_page_with_what_they_began_from(self) -> None:
        self.save_first(headline="先存的题")
        page = self.look(self.save_second(headline="后存的题"))
        said = re.sub(r"</?mark>", "", page)
        for expected in ("先存的题", "后存的题", "雪后麦田"):
            self.assertIn(expected, said)

    def test_who_saved_meanwhile_and_how_is_told(self) -> None:
        self.save_first(headline="先存的题")
        page = self.look(self.save_second(deck="副题"))
        self.assertIn("bianji", page)

    def test_a_headline_is_one_or_the_other_or_ones_own(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        [key] = keys(self.look(copy))
        self.assertNotIn('value="both"', self.look(copy))
        story = self.merged(copy, "own", **{f"own-{key}": "合并的\r\n题"})
        self.assertEqual(story.headline, "合并的 题")

    def test_a_headline_that_is_too_long_is_named_and_nothing_is_saved(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        [key] = keys(self.look(copy))
        response = self.merge(copy, "own", **{f"own-{key}": "长" * 121})
        self.assertEqual(response.status_code, 200)
        self.assertContains(response, "长" * 121)
        self.assertEqual(Article.objects.get().headline, "先存的题")

    def test_tags_and_towns_of_both_stay(self) -> None:
        self.save_first(tags="三农，雪")
        story = self.merged(self.save_second(tags="春耕，雪", towns=[self.town.pk]))
        self.assertEqual(sorted(story.tags.names()), ["三农", "春耕", "雪"])
        self.assertEqual(list(story.towns.all()), [self.town])

    def test_an_unanswered_question_is_not_guessed(self) -> None:
        self.save_first(headline="先存的题", body=BODY.replace("一场瑞雪", "一场大雪"))
        copy = self.save_second(headline="后存的题", body=BODY.replace("一场瑞雪", "一场小雪"))
        first, second = keys(self.look(copy))
        response = self.second.post(page_of(copy), {"version": 2, f"choice-{first}": "mine"})
        self.assertContains(response, f'id="open-{second}"')
        self.assertNotContains(response, f'id="open-{first}"')
        self.assertRegex(response.content.decode(), rf'choice-{first}" value="mine" required checked')
        self.assertEqual(Article.objects.get().headline, "先存的题")

    def test_a_choice_that_is_none_is_no_answer(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        for choice in ("both", "nonsense", ""):
            with self.subTest(choice):
                self.assertEqual(self.merge(copy, choice).status_code, 200)
        self.assertEqual(Article.objects.get().version, 2)

    def test_the_text_as_it_will_be_is_shown_without_a_script(self) -> None:
        self.save_first(body=BODY.replace("一场瑞雪", "一场大雪"))
        copy = self.save_second(body=BODY.replace("一场瑞雪", "一场小雪"))
        response = self.merge(copy, "mine", _preview="1")
        self.assertContains(response, "一场小雪。</span>")
        self.assertEqual(Article.objects.get().version, 2)

    def test_a_merge_voids_the_sign_offs_of_another_text(self) -> None:
        self.save_first(headline="先存的题")
        sign_off(Article.objects.get())
        story = self.merged(self.save_second(deck="副题"))
        self.assertFalse(story.sign_offs.filter(voided_at=None).exists())

    def test_whoever_merges_is_told_that_readers_lose_sight_of_a_story_that_has_its_time(self) -> None:
        self.save_first(headline="先存的题")
        sign_off(Article.objects.get())
        Article.objects.update(publish_at=timezone.now())
        story = self.merged(self.save_second(deck="副题"))
        self.assertContains(self.second.get(change(story)), changed_after_sign_off(story))


class MomentTests(ConflictTests):
    """Three in a row, twice the same, an old page, a page put together by hand."""

    def test_the_story_saved_again_meanwhile_is_shown_anew_with_the_choices(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        [key] = keys(self.look(copy))
        self.save_first(version=2, headline="先存的题", kicker="第三次存的肩题")
        response = self.second.post(page_of(copy), {"version": 2, f"choice-{key}": "mine"})
        self.assertContains(response, f'choice-{key}" value="mine" required checked')
        self.assertContains(response, "第三次存的肩题")
        self.assertEqual(Article.objects.get().headline, "先存的题")
        story = self.merged(copy, "mine")
        self.assertEqual((story.headline, story.kicker), ("后存的题", "第三次存的肩题"))

    def test_a_question_that_has_changed_is_asked_again(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        [key] = keys(self.look(copy))
        self.save_first(version=2, headline="又改的题")
        response = self.second.post(page_of(copy), {"version": 2, f"choice-{key}": "mine"})
        self.assertNotContains(response, " checked>")
        self.assertContains(response, "又改的题")

    def test_three_people_in_a_row_lose_nothing(self) -> None:
        third = self.signed_in(self.chief)
        self.save_first(body=BODY.replace("一场瑞雪", "一场大雪"))
        copy = self.save_second(body=BODY.replace("麦田青青", "麦苗青青"))
        third.post(change(self.story), self.form(body=BODY.replace("来年丰收", "来年大丰收")))
        last = UnmergedCopy.objects.get(by=self.chief)
        self.merged(copy)
        [version] = re.findall(r'name="version" value="(\d+)"', third.get(page_of(last)).content.decode())
        third.post(page_of(last), {"version": version})
        self.assertEqual(Article.objects.get().body, "一场大雪。麦苗青青。\n农民说墒情好。\n来年大丰收。")

    def test_sent_twice_it_is_one_copy(self) -> None:
        self.save_first(headline="先存的题")
        form = self.form(headline="后存的题")
        answers = [self.second.post(change(self.story), form).headers["Location"] for _time in range(2)]
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(UnmergedCopy.objects.count(), 1)

    def test_typed_on_and_sent_again_from_the_same_page_both_are_kept(self) -> None:
        """The way back in the browser leads to the form with the old key."""
        self.save_first(headline="先存的题")
        key = str(uuid.uuid4())
        one = self.save_second(headline="后存的题", form_key=key)
        other = self.save_second(headline="再改的题", form_key=key)
        self.assertNotEqual(one.pk, other.pk)
        self.assertEqual(unpack_value(other.data)["fields"]["headline"], "再改的题")

    def test_typed_on_after_ones_own_save_and_sent_from_the_old_page_it_contradicts_nothing(self) -> None:
        key = str(uuid.uuid4())
        self.save_first(headline="先存的题", body=BODY, form_key=key)
        form = self.form(headline="再改的题", body=BODY + "\n补写。", form_key=key)
        self.assertEqual(self.first.post(change(self.story), form).status_code, 303)
        self.second = self.first
        story = self.merged(UnmergedCopy.objects.get())
        self.assertEqual((story.headline, story.body), ("再改的题", BODY + "\n补写。"))

    def test_the_same_text_sent_again_after_it_was_merged_changes_nothing(self) -> None:
        self.save_first(headline="先存的题")
        form = self.form(deck="副题")
        self.second.post(change(self.story), form)
        self.merged(UnmergedCopy.objects.get())
        response = self.second.post(change(self.story), form, follow=True)
        self.assertEqual(response.redirect_chain[-1][0], change(self.story))
        self.assertEqual((UnmergedCopy.objects.count(), Article.objects.get().version), (1, 3))

    def test_two_merges_of_one_copy_are_one(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(deck="副题")
        sent = {"version": 2}
        for _time in range(2):
            self.assertEqual(self.second.post(page_of(copy), sent).status_code, 302)
        self.assertEqual(Article.objects.get().version, 3)

    def test_the_script_that_sends_is_told_the_address(self) -> None:
        self.save_first(headline="先存的题")
        response = self.second.post(change(self.story), self.form(headline="后存的题"), headers=JSON)
        copy = UnmergedCopy.objects.get()
        self.assertEqual((response.status_code, response.json()), (200, {"address": page_of(copy)}))

    def test_a_step_that_was_pressed_with_the_save_is_not_taken_and_it_is_said(self) -> None:
        self.save_first(headline="先存的题")
        form = self.form(deck="副题", _step="approve")
        page = self.second.post(change(self.story), form, follow=True)
        self.assertEqual([message.level_tag for message in page.context["messages"]], ["warning"])
        self.assertEqual(Article.objects.get().status, Article.Status.SUBMITTED)

    def test_a_form_with_a_fault_of_its_own_is_shown_again_with_its_text(self) -> None:
        self.save_first(headline="先存的题")
        response = self.second.post(change(self.story), self.form(deck="副题", planned_length="多少"))
        self.assertContains(response, 'value="副题"')
        self.assertContains(response, "errornote")
        self.assertFalse(UnmergedCopy.objects.exists())
        self.save_second(deck="副题")

    def test_a_filed_story_keeps_a_headline_in_a_stale_form_too(self) -> None:
        self.save_first(headline="先存的题")
        response = self.second.post(change(self.story), self.form(headline=""))
        self.assertEqual((response.status_code, UnmergedCopy.objects.count()), (200, 0))

    def test_a_version_that_is_missing_or_never_was_begins_from_the_oldest(self) -> None:
        self.save_first(headline="先存的题")
        for version in ("", "0", "999", "-1"):
            with self.subTest(version=version):
                copy = self.save_second(headline="后存的题", kicker=f"肩题{version}", version=version)
                self.assertEqual(copy.version, 0)
                self.assertEqual(len(keys(self.look(copy))), 1)

    def test_where_nothing_older_is_kept_nothing_wins_unasked(self) -> None:
        """A story that was saved before its history began."""
        self.first.post(change(self.story), self.form(headline="先存的题"))
        Revision.objects.all().delete()
        copy = self.save_second(headline="雪后麦田", deck="副题")
        self.assertEqual(len(keys(self.look(copy))), 1)
        story = self.merged(copy, "theirs")
        self.assertEqual((story.headline, story.deck), ("先存的题", "副题"))

    def test_where_what_both_began_from_is_damaged_no_text_is_lost(self) -> None:
        self.save_first(headline="先存的题")
        Revision.objects.update(data=b"damaged")
        copy = self.save_second(headline="雪后麦田", deck="副题")
        story = self.merged(copy, "theirs")
        self.assertEqual((story.headline, story.deck), ("先存的题", "副题"))


class RightsTests(ConflictTests):
    def test_only_its_writer_sees_a_copy(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        for user in (self.editor, self.chief, self.reporter, make_user("guanli")):
            client = self.signed_in(user)
            for address in (page_of(copy), discard_of(copy)):
                with self.subTest(user=user, address=address):
                    self.assertNotEqual(client.get(address).status_code, 200)
                    self.assertNotEqual(client.post(address, {"version": 2}).status_code, 302)
        copy.refresh_from_db()
        self.assertIsNone(copy.settled_at)

    def test_a_copy_is_not_found_under_another_story(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        other = make_article("另一篇", status=Article.Status.SUBMITTED)
        for key in (other.pk, 10**30):
            address = page_of(copy).replace(f"/{copy.article_id}/merge", f"/{key}/merge")
            self.assertEqual(self.second.get(address).status_code, 404)

    def test_a_text_is_let_go_only_when_asked_and_its_row_stays(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        page = self.second.get(discard_of(copy))
        self.assertContains(page, "<form")
        self.assertContains(page, "后存的题")
        copy.refresh_from_db()
        self.assertIsNone(copy.settled_at)
        self.assertRedirects(self.second.post(discard_of(copy)), change(self.story))
        copy.refresh_from_db()
        self.assertEqual(copy.outcome, UnmergedCopy.Outcome.DISCARDED)
        self.assertEqual(unpack_value(copy.data)["fields"]["headline"], "后存的题")

    def test_a_text_that_was_let_go_and_is_sent_again_is_kept_again(self) -> None:
        self.save_first(headline="先存的题")
        form = self.form(headline="后存的题")
        self.second.post(change(self.story), form)
        self.second.post(discard_of(UnmergedCopy.objects.get()))
        self.second.post(change(self.story), form)
        self.assertEqual(UnmergedCopy.objects.open().count(), 1)

    def test_the_story_that_moved_on_meanwhile_leaves_the_copy_to_be_read(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        Article.objects.update(status=Article.Status.KILLED)
        response = self.second.get(page_of(copy))
        self.assertContains(response, "后存的题")
        self.assertNotContains(response, "choice-")
        self.second.post(page_of(copy), {"version": 2})
        self.assertEqual(Article.objects.get().headline, "先存的题")
