"""The search page: every state of it, each filter, hostile questions, and nothing before its time."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Credit
from people.models import Person, Unit
from reader.search import NAMES
from tests import make

# PostgreSQL is asked for the time once, and is told before and after each reading of its index to keep to it.
CLOCK = int(connection.vendor != "sqlite")
TOLD = 2 * CLOCK
HOSTILE = (
    "\x00",
    "招商\x00引资",
    "' OR 1=1 --",
    '"',
    '""',
    "“",
    "-",
    "--",
    "- -",
    "*",
    "_t1",
    "^招商",
    "@王燕",
    "NEAR(招商, 2)",
    "招商 AND OR NOT",
    "%",
    "\\",
    "()[]{}",
    "日期:..",
    "日期:9999-12-31",
    "日期:0000",
    "日期:2026-02-30",
    "镇:",
    "标题:作者:镇:",
    "镇:%",
    "\u202e\u200b\ufeff",
    "𠀀𠀁",
    "１２３",
    "<script>alert(1)</script>",
    "{{ 1 }}",
)


class SearchTestCase(TestCase):
    def ask(self, typed: str = "", **parameters: str) -> Any:
        response = self.client.get("/search/", ({"q": typed} if typed else {}) | parameters)
        self.assertEqual(response.status_code, 200)
        return response

    def found(self, typed: str = "", **parameters: str) -> list[str]:
        results = self.ask(typed, **parameters).context["results"]
        return [each.story.headline for each in results.stories]

    def state(self, typed: str = "", **parameters: str) -> str:
        return str(self.ask(typed, **parameters).context["results"].state)


class WorldTests(SearchTestCase):
    """Three public stories about 招商 in two towns and two years."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.other = make.make_town("马岭岗镇", "malinggang", make.make_county("牡丹区", "mudan"))
        unit = Unit.objects.create(name="田庄镇党政办")
        cls.person = make.make_person("郭锦萍", Person.Kind.CORRESPONDENT, unit=unit)
        cls.issue = make.make_issue(publish_at=make.LONG_AGO)
        cls.page = make.make_page(cls.issue)
        cls.first = make.make_published(
            "招商引资结硕果",
            towns=(cls.town,),
            body="田庄镇新签项目十一个。" * 12 + "招商干部走进企业。" + "项目一个接一个。" * 30,
            printed_byline="通讯员 郭锦萍",
        )
        cls.first.tags.add("项目")
        make.make_credit(cls.first, cls.person, printed_text="郭锦萍", title="通讯员")
        make.make_placement(cls.first, cls.page)
        cls.second = make.make_published(
            "外出招商记", towns=(cls.other,), genre=Article.Genre.FEATURE, body="引资十亿元，房地产除外。"
        )
        cls.third = make.make_published(
            "去年的招商",
            towns=(cls.town,),
            body="旧闻。",
            publish_at=make.LONG_AGO - dt.timedelta(days=400),
        )

    # Found --------------------------------------------------------------------------------------

    def test_the_newest_stand_first_and_the_number_is_said(self) -> None:
        self.assertEqual(self.found("招商"), ["外出招商记", "招商引资结硕果", "去年的招商"])
        self.assertEqual(self.ask("招商").context["results"].found.count, 3)

    def test_what_was_found_is_marked_in_headline_and_text(self) -> None:
        response = self.ask("招商")
        self.assertContains(response, ">外出<mark>招商</mark>记</a>")
        self.assertContains(response, "<mark>招商</mark>干部走进企业")

    def test_a_word_of_the_title_alone_leaves_the_beginning_as_it_is(self) -> None:
        self.assertContains(self.ask("硕果"), '<p class="excerpt">田庄镇新签项目十一个。')

    def test_a_byline_is_shown_where_something_of_it_was_found(self) -> None:
        self.assertContains(self.ask("作者:郭锦萍"), "<span>通讯员 <mark>郭锦萍</mark></span>")
        self.assertNotContains(self.ask("标题:硕果"), "<span>通讯员")

    def test_traditional_and_full_width_characters_say_the_same(self) -> None:
        self.assertEqual(self.found("招商　引資"), ["外出招商记", "招商引资结硕果"])

    def test_each_filter_leaves_its_own(self) -> None:
        tag = self.first.tags.get()
        filters = {
            "town": "tianzhuang",
            "county": "juye",
            "person": str(self.person.pk),
            "tag": tag.slug,
            "issue": "2023-12-20",
            "year": "2023",
            "kind": "feature",
        }
        self.assertEqual(set(filters), set(NAMES))
        expected = {"town": 2, "county": 2, "year": 2}
        for name, value in filters.items():
            with self.subTest(name):
                response = self.ask("招商", **{name: value})
                self.assertEqual(len(response.context["results"].stories), expected.get(name, 1))
                [(chosen, address)] = response.context["asked"].removable
                self.assertEqual((chosen.name, address), (name, "?q=%E6%8B%9B%E5%95%86"))

    def test_filters_work_together_and_without_words(self) -> None:
        self.assertEqual(self.found(town="tianzhuang"), ["招商引资结硕果", "去年的招商"])
        self.assertEqual(self.found(town="tianzhuang", year="2022"), ["去年的招商"])
        self.assertEqual(self.found("外出", town="tianzhuang"), [])
        self.assertEqual(self.found(issue="2023-12-20"), ["招商引资结硕果"])

    def test_exclusions_count_beside_a_filter(self) -> None:
        self.assertEqual(self.found("-硕果", town="tianzhuang"), ["去年的招商"])

    def test_the_choices_say_how_many_stories_each_leaves(self) -> None:
        choices = {each.name: each for each in self.ask("招商").context["results"].choices}
        told = {
            name: [(option.label, option.count) for option in each.options] for name, each in choices.items()
        }
        self.assertEqual(told["town"], [("田庄镇", 2), ("马岭岗镇", 1)])
        self.assertEqual(told["county"], [("巨野县", 2), ("牡丹区", 1)])
        self.assertEqual(told["year"], [("2023", 2), ("2022", 1)])
        self.assertEqual(told["issue"], [("2023-12-20", 1)])
        self.assertEqual(told["person"], [("郭锦萍", 1)])
        self.assertEqual(told["tag"], [("项目", 1)])
        for each in choices.values():
            for option in each.options:
                with self.subTest(option.label):
                    results = self.client.get(f"/search/{option.address}").context["results"]
                    self.assertEqual(results.found.count, option.count)

    def test_a_filter_that_would_change_nothing_is_not_offered(self) -> None:
        self.assertEqual(self.ask("硕果").context["results"].choices, [])
        chosen = self.ask("招商", town="tianzhuang").context["results"].choices
        self.assertNotIn("town", [each.name for each in chosen])

    def test_a_story_of_two_pages_counts_once_in_its_issue(self) -> None:
        make.make_placement(self.first, make.make_page(self.issue, label="A4", order=4))
        [issues] = [each for each in self.ask("招商").context["results"].choices if each.name == "issue"]
        self.assertEqual([option.count for option in issues.options], [1])

    def test_filters_and_order_stay_in_the_form(self) -> None:
        response = self.ask("招商", town="tianzhuang", order="relevant")
        self.assertContains(response, '<input type="hidden" name="town" value="tianzhuang">')
        self.assertContains(response, '<input type="hidden" name="order" value="relevant">')

    def test_the_most_relevant_stand_first_when_asked(self) -> None:
        self.assertEqual(self.found("招商", order="relevant")[0], "外出招商记")
        self.assertEqual(len(self.found("招商", order="relevant")), 3)

    # Beside the stories ---------------------------------------------------------------------------

    def meant(self, typed: str) -> list[str]:
        return [each.name for each in self.ask(typed).context["results"].meant]

    def test_places_people_and_tags_that_are_meant_stand_above(self) -> None:
        for typed, name in {
            "田庄": "田庄镇",
            "tianzhuang": "田庄镇",
            "tzz": "田庄镇",
            "巨野": "巨野县",
            "郭锦萍": "郭锦萍",
            "项目": "项目",
            "镇:田庄": "田庄镇",
            "巨野县田庄镇招商": "田庄镇",
        }.items():
            with self.subTest(typed):
                self.assertIn(name, self.meant(typed))
        self.assertEqual(self.meant("旧闻"), [])
        self.assertEqual(self.meant("镇"), [])

    def test_people_and_tags_that_are_not_in_print_are_not_named(self) -> None:
        story = make.make_article("没有签发", status=Article.Status.SUBMITTED)
        story.tags.add("机密项目")
        make.make_credit(story, make.make_person("郭锦绣"))
        self.assertEqual(self.meant("郭锦"), ["郭锦萍"])
        self.assertEqual(self.meant("机密项目"), [])

    # Nothing --------------------------------------------------------------------------------------

    def test_the_empty_form_says_what_can_be_asked(self) -> None:
        response = self.ask()
        self.assertEqual(response.context["results"].state, "form")
        for example in ("标题:招商", "镇:马岭岗镇", "日期:上周", "项目 -开工"):
            self.assertContains(response, example)

    def test_words_that_stand_apart_are_found_where_they_do_not_stand_together(self) -> None:
        response = self.ask("硕果，干部")
        self.assertTrue(response.context["results"].is_loose)
        self.assertContains(response, "<mark>硕果</mark>")
        self.assertEqual(self.found("硕果，干部"), ["招商引资结硕果"])

    def test_nothing_found_gives_ideas(self) -> None:
        response = self.ask("招商 火星", town="tianzhuang")
        self.assertEqual(response.context["results"].state, "nothing")
        self.assertContains(response, 'class="ideas"')
        self.assertContains(response, f'href="{response.context["asked"].everywhere.replace("&", "&amp;")}"')

    def test_other_words_are_proposed_that_find_something(self) -> None:
        for typed in ("zhaoshang", "找商引资"):
            with self.subTest(typed):
                results = self.ask(typed, town="malinggang").context["results"]
                self.assertIn("招商", results.other)
                self.assertContains(self.ask(typed), results.other_address.replace("&", "&amp;"))
                found = self.client.get(f"/search/{results.other_address}").context["results"]
                self.assertGreater(found.found.count, 0)
        self.assertEqual(self.ask("招商").context["results"].other, "")
        self.assertEqual(self.ask("火星").context["results"].other, "")

    def test_of_a_sentence_nothing_else_is_looked_for(self) -> None:
        with patch("reader.results.did_you_mean") as did_you_mean:
            self.ask("没有这样一句话在任何一篇稿件里面")
            self.ask("没有 这样 一句话 在任何 一篇 稿件里面")
        did_you_mean.assert_not_called()

    def test_what_asks_for_nothing_is_told_so(self) -> None:
        for typed in ("-招商", "-招商 -引资", "……", "标题:", "日期:明天"):
            with self.subTest(typed):
                self.assertEqual(self.state(typed), "asks_nothing")

    def test_a_date_that_is_none_is_named_and_the_rest_is_found(self) -> None:
        response = self.ask("招商 日期:2026-02-30")
        self.assertContains(response, "2026-02-30")
        self.assertContains(response, 'class="said-note"', count=1)
        self.assertEqual(response.context["results"].found.count, 3)

    def test_a_text_that_is_too_long_is_cut_and_said_to_be(self) -> None:
        response = self.ask("招商引资" * 5000)
        self.assertContains(response, 'class="said-note"')
        self.assertLess(len(response.content), 40_000)
        self.assertEqual(self.state(" ".join(f"词{number}" for number in range(40))), "nothing")

    def test_a_filter_that_names_nothing_finds_nothing_and_can_be_taken_away(self) -> None:
        unknown = {
            "town": ("nowhere", "\x00", "田庄"),
            "county": ("nowhere",),
            "person": ("0", "-1", "x", "999999999", "9" * 40, "١"),
            "tag": ("nowhere", "<b>"),
            "issue": ("2023-02-30", "2023-12-21", "yesterday", "2023-12-20-1", "0000-00-00"),
            "year": ("0", "abc", "99999", "0000", "２０２３"),
            "kind": ("x", "NEWS"),
        }
        self.assertEqual(set(unknown), set(NAMES))
        for name, values in unknown.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    response = self.ask("招商", **{name: value})
                    is_said = bool(value.strip("\x00"))
                    self.assertEqual(response.context["results"].found.count, 0 if is_said else 3)
                    self.assertEqual(len(response.context["asked"].removable), int(is_said))

    def test_someone_who_is_not_in_print_is_as_unknown_as_nobody(self) -> None:
        hidden = make.make_person("未见报")
        make.make_credit(make.make_article("草稿"), hidden)
        response = self.ask("招商", person=str(hidden.pk))
        self.assertEqual(response.context["results"].state, "nothing")
        self.assertNotContains(response, "未见报")

    def test_a_place_in_the_results_that_is_none_is_the_first(self) -> None:
        for after in ("x", "-1", "1", "9" * 19, "5.5", "5.k5", "\x00", "٣"):
            for order in ("newest", "relevant", "worst"):
                with self.subTest(after=after, order=order):
                    self.assertEqual(len(self.found("招商", after=after, order=order)), 3)

    # Hostile --------------------------------------------------------------------------------------

    def test_hostile_questions_get_an_answer_in_every_order(self) -> None:
        for typed in HOSTILE:
            for order in ("newest", "relevant"):
                with self.subTest(typed=typed, order=order):
                    self.ask(typed, order=order)
                    self.ask(typed, order=order, town="tianzhuang")

    def test_whatever_is_typed_is_text_on_the_page(self) -> None:
        attack = "\"><script>alert('x')</script><img src=x onerror=alert(1)>"
        for parameters in (
            {"q": attack},
            {"q": f"日期:{attack}"},
            *({"q": "招商", name: attack} for name in NAMES),
        ):
            with self.subTest(str(parameters)):
                page = self.client.get("/search/", parameters).content.decode()
                self.assertNotIn("<script>alert", page)
                self.assertNotIn("<img src=x", page)

    def test_a_story_that_has_markup_is_shown_as_text(self) -> None:
        make.make_published("<b>招商</b>&amp;", body="<i>引资</i>平台")
        response = self.ask("b>招")
        self.assertContains(response, "&lt;<mark>b&gt;招</mark>商")
        self.assertContains(self.ask("i>引资"), "&lt;<mark>i&gt;引资</mark>&lt;/i&gt;")

    # As an answer -----------------------------------------------------------------------------------

    def test_caches_ask_again_and_crawlers_keep_nothing(self) -> None:
        response = self.ask("招商")
        self.assertEqual(response.headers["Cache-Control"], "no-cache")
        self.assertEqual(response.headers["X-Robots-Tag"], "noindex")
        self.assertContains(response, '<meta name="robots" content="noindex">')
        self.assertContains(response, '<meta name="description" content="在菏泽日报查找稿件、人物和乡镇。">')
        self.assertNotContains(response, "canonical")
        self.assertFalse(response.cookies)

    def test_every_page_has_the_field_and_says_how_a_browser_asks(self) -> None:
        for address in ("/", "/towns/", "/about/", self.first.get_absolute_url()):
            with self.subTest(address):
                response = self.client.get(address)
                self.assertContains(response, 'role="search" action="/search/"', count=1)
                self.assertContains(response, '<link rel="search"')
        self.assertContains(self.client.get("/nowhere/"), 'action="/search/"', count=2, status_code=404)
        self.assertContains(self.ask(), 'action="/search/"', count=1)

    def test_search_engines_are_told_of_the_search(self) -> None:
        structured = self.client.get("/").context["structured"]["potentialAction"]
        self.assertEqual(
            structured["target"]["urlTemplate"], "http://testserver/search/?q={search_term_string}"
        )

    def test_the_description_for_browsers(self) -> None:
        response = self.client.get("/opensearch.xml")
        self.assertEqual(
            response.headers["Content-Type"], "application/opensearchdescription+xml; charset=utf-8"
        )
        self.assertContains(response, 'template="http://testserver/search/?q={searchTerms}"')
        self.assertTrue(response.content.startswith(b"<?xml"))

    def test_queries_are_few_whatever_is_found(self) -> None:
        for number in range(30):
            story = make.make_published(
                f"招商{number}", towns=(make.make_town(f"镇{number}", f"t{number}"), self.town)
            )
            story.tags.add(f"标签{number}")
            make.make_credit(make.make_photo(story), self.person, role=Credit.Role.PHOTOGRAPHER)
            make.make_placement(story, self.page, order=number)
        for parameters, queries in (
            ({"q": "招商"}, 17 + TOLD),
            ({"q": "标签"}, 10 + TOLD),
            ({"q": "招商", "order": "relevant"}, 20 + 2 * TOLD),
            ({"q": "招商", "town": "tianzhuang"}, 17 + TOLD),
            ({"q": "火星"}, 9 + TOLD),
            ({}, 4),
        ):
            # What else may be meant is looked for word by word: `articles.search.suggesting`.
            alone = patch("reader.results.did_you_mean", return_value=None)
            with self.subTest(str(parameters)), alone, self.assertNumQueries(queries + CLOCK):
                self.client.get("/search/", parameters)


class PagingTests(SearchTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for number in range(45):
            at = make.LONG_AGO - dt.timedelta(days=number)
            make.make_published(f"第{number}篇", body="全县小麦长势良好。", publish_at=at)

    def walk(self, **parameters: str) -> list[str]:
        headlines: list[str] = []
        address = self.ask("小麦", **parameters).context["asked"].first_page
        while address:
            results = self.client.get(f"/search/{address}").context["results"]
            headlines += [each.story.headline for each in results.stories]
            address = results.following
        return headlines

    def test_the_pages_have_every_story_once_in_either_order(self) -> None:
        expected = [f"第{number}篇" for number in range(45)]
        self.assertEqual(self.walk(), expected)
        relevant = self.walk(order="relevant")
        self.assertEqual(sorted(relevant), sorted(expected))

    def test_a_page_says_how_far_it_reaches_and_leads_back_to_the_first(self) -> None:
        first = self.ask("小麦").context["results"]
        response = self.client.get(f"/search/{first.following}")
        self.assertEqual((first.reached, response.context["results"].reached), (20, 40))
        self.assertContains(response, 'rel="prev" href="?q=%E5%B0%8F%E9%BA%A6"')

    def test_a_story_that_comes_out_meanwhile_moves_none(self) -> None:
        first = self.ask("小麦").context["results"]
        make.make_published("刚刚刊出", body="小麦。", publish_at=timezone.now())
        second = self.client.get(f"/search/{first.following}").context["results"]
        self.assertEqual(second.stories[0].story.headline, "第20篇")

    def test_names_stand_above_the_first_page_alone(self) -> None:
        make.make_published("标签的稿").tags.add("小麦")
        first = self.ask("小麦").context["results"]
        self.assertEqual([each.name for each in first.meant], ["小麦"])
        self.assertEqual(self.client.get(f"/search/{first.following}").context["results"].meant, [])


class EmbargoTests(SearchTestCase):
    """What readers may not see yet, or no more, is neither found nor counted nor offered as a filter."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.public = make.make_published("招商消息", towns=(cls.town,), body="公开的招商。")
        cls.public.tags.add("公开")
        soon = timezone.now() + dt.timedelta(hours=1)
        hidden: tuple[dict[str, Any], ...] = (
            {"status": Article.Status.DRAFT},
            {"status": Article.Status.SIGNED_OFF, "publish_at": soon},
            {"status": Article.Status.SIGNED_OFF, "publish_at": None},
            {
                "status": Article.Status.SIGNED_OFF,
                "publish_at": make.LONG_AGO,
                "withdrawn_at": make.LONG_AGO,
            },
        )
        issue = make.make_issue(dt.date(2098, 12, 31), publish_at=make.FAR_AHEAD)
        for number, fields in enumerate(hidden):
            story = make.make_article(f"招商{number}", body="机密的招商。", **fields)
            story.towns.set([cls.town, make.make_town(f"密镇{number}", f"secret-{number}")])
            story.tags.add("机密")
            make.make_credit(story, make.make_person(f"密探{number}"))
            make.make_placement(story, make.make_page(issue, label=f"A{number}"))

    def test_it_is_not_found_counted_or_offered(self) -> None:
        for parameters in ({}, {"order": "relevant"}, {"town": "tianzhuang"}, {"kind": "news"}):
            with self.subTest(str(parameters)):
                response = self.ask("招商", **parameters)
                results = response.context["results"]
                self.assertEqual((results.found.count, results.found.counted), (1, [self.public.pk]))
                self.assertEqual(results.choices, [])
                for secret in ("机密", "密镇", "密探", "2098"):
                    self.assertNotContains(response, secret)

    def test_its_words_tags_people_and_issue_find_nothing(self) -> None:
        self.assertEqual(self.state("机密"), "nothing")
        self.assertEqual(self.state("作者:密探"), "nothing")
        self.assertEqual(self.state(town="secret-1"), "nothing")
        self.assertEqual(self.state(issue="2098-12-31"), "nothing")
        self.assertEqual(self.state(tag="机密"), "nothing")
        for typed in ("机密", "密探"):
            self.assertEqual(self.client.get("/search/suggest/", {"q": typed}).json()[1], [])

    def test_a_withdrawal_is_gone_at_once_and_from_the_counts(self) -> None:
        Article.objects.filter(pk=self.public.pk).update(withdrawn_at=timezone.now())
        self.assertEqual(self.state("招商"), "nothing")
        self.assertEqual(self.client.get("/search/suggest/", {"q": "公开"}).json()[1], [])


class SuggestTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        make.make_town("田集镇", "tianji")
        story = make.make_published("麦田返青", towns=(cls.town,))
        story.tags.add("田园")
        make.make_credit(story, make.make_person("田野"))

    def suggest(self, typed: str) -> list[Any]:
        response = self.client.get("/search/suggest/", {"q": typed})
        self.assertEqual(response.status_code, 200)
        answer: list[Any] = json.loads(response.content)
        return answer

    def test_towns_people_and_tags_by_characters_pinyin_and_initials(self) -> None:
        for typed, names in {
            "田": {"田庄镇", "田集镇", "田园", "田野"},
            "tianzh": {"田庄镇"},
            "tzz": {"田庄镇"},
            "ty": {"田园", "田野"},
            "巨": {"巨野县"},
            "": set(),
            "!": set(),
            "火星": set(),
        }.items():
            with self.subTest(typed):
                self.assertEqual(set(self.suggest(typed)[1]), names)

    def test_it_says_what_each_is_and_where_it_leads(self) -> None:
        typed, names, said, addresses = self.suggest("田庄")
        self.assertEqual(
            (typed, names, addresses), ("田庄", ["田庄镇"], ["http://testserver/towns/tianzhuang/"])
        )
        self.assertIn("巨野县", said[0])

    def test_a_reading_is_said_once_more_so_that_the_browser_shows_it(self) -> None:
        self.assertTrue(self.suggest("tzz")[2][0].endswith(" tzz"))

    def test_there_are_at_most_eight_the_best_first(self) -> None:
        for number in range(20):
            make.make_town(f"田庄{number}镇", f"tz-{number}")
        names = self.suggest("田庄镇")[1]
        self.assertEqual(names[0], "田庄镇")
        self.assertEqual(len(self.suggest("田庄")[1]), 8)

    def test_hostile_text_is_answered(self) -> None:
        for typed in (*HOSTILE, "田" * 100_000):
            with self.subTest(typed[:20]):
                self.suggest(typed)

    def test_it_is_asked_again_each_time_and_not_indexed(self) -> None:
        response = self.client.get("/search/suggest/", {"q": "田"})
        self.assertEqual(response.headers["Content-Type"], "application/x-suggestions+json")
        self.assertEqual(response.headers["Cache-Control"], "no-cache")
        self.assertEqual(response.headers["X-Robots-Tag"], "noindex")
