"""Search over stories of every state, on the list and wherever staff choose a story by its words."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, SavedList
from policy.roles import Role
from tests.cast import LIST, CastTests
from tests.make import (
    make_article,
    make_credit,
    make_desk,
    make_photo,
    make_published,
    make_user,
)

SUBMITTED = Article.Status.SUBMITTED
LISTS_PAGE = reverse("admin:articles_article_lists")
AUTOCOMPLETE = reverse("admin:autocomplete")
HOSTILE = (
    "-", "--", '"', '""', "“”", "标题:", "作者: 镇: 日期:", "-麦田", "日期:2026-02-30", "AND OR NOT",
    "麦田 NOT", "' OR 1=1 --", "%", "_", "*", "麦*", "(", "麦)", "^麦", "@麦", "_t1", "{麦 田}", "\\",
    "NEAR(麦 田)", "\0麦", "麦" * 100, "麦" * 101, "麦 " * 50, "9" * 100, "１２", "🌾", "日期:..", "镇:%",
    "<script>alert(1)</script>", "日期:9999-12-31", "日期:0000",
)  # fmt: skip


class SearchCase(CastTests):
    def shown(self, typed: str, **other: str) -> set[str]:
        return {story.headline for story in self.page(typed, **other).context["cl"].result_list}

    def page(self, typed: str, **other: str) -> Any:
        return self.client.get(LIST, {"q": typed, **other})


class ListSearchTests(SearchCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.wheat = make_article(
            "麦田返青",
            towns=(cls.town,),
            filed_by=cls.reporter,
            status=SUBMITTED,
            body="田庄镇的小麦长势喜人。",
        )
        make_credit(cls.wheat, cls.person, role="reporter")
        make_photo(cls.wheat, "图为农机手在浇水")
        cls.road = make_article(
            "乡路通车", filed_by=cls.reporter, status=SUBMITTED, body="Ｇ318 国道边的路修好了，小麦好运了。"
        )
        cls.out = make_published("校园开学", body="新学期第一课。")
        cls.dead = make_article(
            "旧闻", filed_by=cls.reporter, status=Article.Status.KILLED, body="小麦旧闻。"
        )

    def setUp(self) -> None:
        self.client.force_login(self.chief)

    def test_it_understands_what_readers_may_type(self) -> None:
        cases: dict[str, set[str]] = {
            "小麦": {"麦田返青", "乡路通车", "旧闻"},
            "小麥 長勢": {"麦田返青"},
            "小麦 -国道": {"麦田返青", "旧闻"},
            "g318": {"乡路通车"},
            "“小麦长势”": {"麦田返青"},
            "标题:麦田": {"麦田返青"},
            "标题:小麦": set(),
            "作者:王燕": {"麦田返青"},
            "镇:田庄": {"麦田返青"},
            "农机手": {"麦田返青"},
            "日期:2023-12": {"校园开学"},
            "没有的词": set(),
        }
        for typed, expected in cases.items():
            with self.subTest(typed=typed):
                self.assertEqual(self.shown(typed), expected)

    def test_a_number_alone_also_finds_the_story_of_that_number(self) -> None:
        self.assertIn("校园开学", self.shown(f" {self.out.pk} "))
        self.assertNotIn("校园开学", self.shown(f"{self.out.pk} 小麦"))
        self.assertEqual(self.shown("9" * 10), set())

    def test_it_narrows_a_named_list_and_a_filter(self) -> None:
        self.wheat.planned_for = timezone.localdate()
        self.wheat.save()
        self.assertEqual(self.shown("小麦", list="planned-today"), {"麦田返青"})
        self.assertEqual(self.shown("小麦", genre__exact="photo"), set())

    def test_the_words_are_marked_in_the_title_and_in_an_excerpt(self) -> None:
        page = self.page("麦田 浇水")
        self.assertContains(page, "<mark>麦田</mark>返青")
        self.assertContains(page, "图为农机手在<mark>浇水</mark>")
        self.assertNotContains(self.client.get(LIST), "<mark>")

    def test_a_word_that_stands_in_the_title_alone_needs_no_excerpt(self) -> None:
        self.assertNotContains(self.page("标题:返青"), 'class="found"')

    def test_what_is_found_is_escaped(self) -> None:
        make_article("<b>粗</b>心", filed_by=self.reporter, body="一<script>alert('心')</script>二")
        page = self.page("心")
        self.assertContains(page, "&lt;b&gt;粗&lt;/b&gt;<mark>心</mark>")
        self.assertContains(page, "&lt;script&gt;alert(&#x27;<mark>心</mark>&#x27;)&lt;/script&gt;")
        self.assertNotContains(page, "<script>alert(")

    def test_a_query_that_asks_nothing_shows_all_and_says_so(self) -> None:
        for typed in ("-", '""', "标题:", "-小麦"):
            with self.subTest(typed=typed):
                page = self.page(typed)
                self.assertEqual(len(page.context["cl"].result_list), 4)
                self.assertContains(page, 'class="search-said"', count=1)
        self.assertNotContains(self.page(""), 'class="search-said"')

    def test_a_day_that_is_none_is_named(self) -> None:
        page = self.page("小麦 日期:2026-02-30")
        self.assertContains(page, "2026-02-30")
        self.assertContains(page, 'class="search-said"', count=1)
        self.assertEqual(len(page.context["cl"].result_list), 3)

    def test_nothing_that_can_be_typed_is_an_error(self) -> None:
        for typed in HOSTILE:
            with self.subTest(typed=typed):
                self.assertEqual(self.page(typed).status_code, 200)
                asked = {
                    "app_label": "articles",
                    "model_name": "photo",
                    "field_name": "article",
                    "term": typed,
                }
                self.assertEqual(self.client.get(AUTOCOMPLETE, asked).status_code, 200)

    def test_what_is_too_long_is_refused_in_words(self) -> None:
        page = self.page("麦" * 101)
        self.assertEqual(len(page.context["cl"].result_list), 4)
        self.assertContains(page, 'class="error"')

    def test_the_hint_names_what_can_be_asked(self) -> None:
        for name in ("标题:", "作者:", "镇:", "日期:"):
            with self.subTest(name=name):
                self.assertContains(self.client.get(LIST), name)

    def test_a_search_takes_the_same_queries_for_three_stories_and_for_thirty(self) -> None:
        self.page("小麦")
        counts = set()
        for number_of_rows in (3, 30):
            for number in range(number_of_rows):
                story = make_article(f"小麦{number}", filed_by=self.reporter)
                make_credit(make_photo(story), None, printed_text="某", role="photographer")
            with CaptureQueriesContext(connection) as asked:
                self.page("小麦")
            counts.add(len(asked))
        self.assertEqual(len(counts), 1)


class ScopeTests(SearchCase):
    """Who may not see a story does not find it, nor count it, whatever is asked."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.draft = make_article(
            "机密选题", filed_by=cls.reporter, towns=(cls.town,), body="尚未公开的小麦调查。"
        )
        make_credit(cls.draft, cls.person, role="reporter")
        cls.queries_of_it = ("机密", "标题:机密", "小麦", "作者:王燕", "镇:田庄", str(cls.draft.pk))

    def test_a_correspondent_finds_nothing_of_anothers_draft(self) -> None:
        self.client.force_login(self.other)
        for typed in self.queries_of_it:
            with self.subTest(typed=typed):
                page = self.page(typed)
                self.assertEqual(list(page.context["cl"].result_list), [])
                self.assertEqual(
                    (page.context["cl"].result_count, page.context["cl"].full_result_count), (0, 0)
                )
                self.assertNotContains(page, "机密选题")

    def test_its_author_finds_it_by_each_of_them(self) -> None:
        self.client.force_login(self.reporter)
        for typed in self.queries_of_it:
            with self.subTest(typed=typed):
                self.assertEqual(self.shown(typed), {"机密选题"})

    def test_every_role_finds_what_its_list_shows_and_no_more(self) -> None:
        desk = make_desk(members=(self.editor,))
        for status in ("draft", "returned", "submitted", "killed"):
            make_article(f"小麦{status}", filed_by=self.reporter, status=status, desk=desk)
        make_published("小麦见报")
        for role in set(Role) - {Role.ADMINISTRATOR}:
            self.client.force_login(make_user(f"role-{role.key}", role))
            with self.subTest(role=role):
                seen = {story.headline for story in self.client.get(LIST).context["cl"].result_list}
                self.assertEqual(self.shown("小麦"), seen)

    def test_choosing_a_story_by_name_offers_what_one_may_see(self) -> None:
        asked = {"app_label": "articles", "model_name": "photo", "field_name": "article", "term": "小麦"}
        photo_desk = make_user("tupian", Role.PHOTO_DESK)
        for user in (photo_desk, self.chief):
            self.client.force_login(user)
            offered = [row["id"] for row in self.client.get(AUTOCOMPLETE, asked).json()["results"]]
            may_see = Article.objects.visible_to(user).filter(pk=self.draft.pk).exists()
            with self.subTest(user=user):
                self.assertEqual(offered == [str(self.draft.pk)], may_see)


class SavedSearchTests(SearchCase):
    def test_a_search_is_saved_by_name_and_comes_back(self) -> None:
        make_article("麦田返青", body="小麦", filed_by=self.reporter)
        make_article("乡路通车", filed_by=self.reporter)
        self.client.force_login(self.chief)
        page = self.page("小麦 -国道")
        self.assertContains(
            page, "Save this search as…" if page.headers["Content-Language"] == "en" else "保存"
        )
        query = page.context["filter_query"]
        saved = self.client.post(LISTS_PAGE, {"name": "小麦稿", "query": query}, follow=True)
        self.assertContains(saved, "小麦稿")
        kept = SavedList.objects.get(user=self.chief)
        opened: Any = self.client.get(
            reverse("admin:articles_article_lists_one", args=[kept.pk]), follow=True
        )
        self.assertEqual([story.headline for story in opened.context["cl"].result_list], ["麦田返青"])
        self.assertEqual(opened.context["cl"].query, "小麦 -国道")
        self.assertContains(opened, 'class="own"')
