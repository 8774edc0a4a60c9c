"""The quick look at a story from the list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from articles import workflow
from articles.models import Article, Note
from tests.make import make_article, make_photo
from tests.test_lists import ListCase


class PeekTests(ListCase):
    def peek(self, story: Article, **query: Any) -> Any:
        return self.client.get(reverse("admin:articles_article_peek", args=[story.pk]), query)

    def test_the_quick_look_shows_the_story_its_photos_its_last_step_and_note(self) -> None:
        story = make_article(
            "麦田返青", kicker="田庄镇", deck="雪后", body="第一段。", printed_byline="记者 王燕",
            filed_by=self.reporter,
        )  # fmt: skip
        make_photo(story, "图为麦田")
        workflow.submit(story, by=self.reporter)
        workflow.return_to_author(story, by=self.editor, note="请核实")
        Note.objects.create(article=story, by=self.editor, text="图片要横的")
        for part in ({}, {"part": "1"}):
            response = self.peek(story, **part)
            for text in (
                "麦田返青",
                "田庄镇",
                "雪后",
                "第一段。",
                "记者 王燕",
                "图为麦田",
                "请核实",
                "图片要横的",
            ):
                self.assertContains(response, text)

    def test_part_of_the_page_is_only_the_story(self) -> None:
        story = make_article("麦田返青")
        self.assertContains(self.peek(story), "<html")
        self.assertNotContains(self.peek(story, part="1"), "<html")

    def test_the_text_of_a_story_is_text_and_no_markup(self) -> None:
        story = make_article("<b>题</b>", body="<script>alert(1)</script>")
        self.assertNotContains(self.peek(story, part="1"), "<script>")

    def test_who_may_not_see_the_story_gets_no_look_at_it(self) -> None:
        story = make_article("别人的", filed_by=self.reporter)
        self.client.force_login(self.other)
        self.assertEqual(self.peek(story).status_code, 404)
