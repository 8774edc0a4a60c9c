"""What the form of a story is proposed from the text that is typed: asked as the page's script asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import TestCase
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article
from people.models import Person, Unit, User
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import (
    make_article,
    make_county,
    make_desk,
    make_person,
    make_published,
    make_town,
    make_user,
)
from towns.models import Jurisdiction, Village

WHERE = "/admin/articles/article/proposals/"
JSON = {"accept": "application/json"}
OPENING = "本报讯（记者 王　燕 通讯员 郭锦萍）为保障困难群众安全温暖过冬,田庄镇提前部署。"
CLOSING = "田庄镇的群众说好。\n幸福感不断增强。（通讯员 安宁）"


class ProposalsTestCase(TestCase):
    reporter: User
    editor: User

    client_class = StaffClient
    client: StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make_user("reporter", Role.REPORTER)
        cls.editor = make_user("editor", Role.DESK_EDITOR)

    def post(self, user: User | None = None, **data: Any) -> Any:
        self.client.force_login(user or self.reporter)
        return self.client.post(WHERE, data, headers=JSON)

    def ask(self, user: User | None = None, **data: Any) -> Any:
        answer = self.post(user, **data)
        self.assertEqual(answer.status_code, 200, answer.content)
        return answer.json()


class TownProposalsTests(ProposalsTestCase):
    def test_a_town_is_proposed_with_the_words_that_led_to_it(self) -> None:
        town = make_town()
        Village.objects.create(town=town, name="双庙村")
        [found] = self.ask(headline="田 庄 镇：大伙商量着办", body="双庙村的路修好了。")["towns"]
        self.assertEqual((found["id"], found["label"]), (town.pk, "田庄镇（巨野县）"))
        self.assertEqual((found["words"], found["certain"]), (["田庄镇", "双庙村"], True))

    def test_what_is_chosen_is_not_proposed_again(self) -> None:
        town = make_town()
        self.assertEqual(self.ask(body="田庄镇", towns=[town.pk])["towns"], [])

    def test_lines_are_no_place_together(self) -> None:
        make_town()
        self.assertEqual(self.ask(headline="丰收在田庄", body="镇党委说好。")["towns"], [])

    def test_of_towns_of_one_name_all_are_offered_and_none_is_certain(self) -> None:
        self.make_namesakes()
        found = self.ask(body="东城街道办事处的群众。")["towns"]
        self.assertEqual({town["label"] for town in found}, {"东城街道（单县）", "东城街道（牡丹区）"})
        self.assertEqual({town["certain"] for town in found}, {False})

    def test_the_county_of_the_author_decides_between_them(self) -> None:
        shan, _mudan = self.make_namesakes()
        make_person(
            "安宁", Person.Kind.CORRESPONDENT, town=make_town("李庄镇", "lz", shan), user=self.reporter
        )
        [found] = self.ask(body="东城街道办事处的群众。")["towns"]
        self.assertEqual((found["label"], found["certain"]), ("东城街道（单县）", True))

    def test_the_county_of_the_story_decides_before_that_of_who_edits_it(self) -> None:
        shan, mudan = self.make_namesakes()
        make_person(
            "安宁", Person.Kind.CORRESPONDENT, town=make_town("李庄镇", "lz", shan), user=self.reporter
        )
        story = make_article(filed_by=self.reporter, county=mudan)
        [found] = self.ask(body="东城街道", article=story.pk)["towns"]
        self.assertEqual(found["label"], "东城街道（牡丹区）")
        [found] = self.ask(body="东城街道", article=story.pk, county=shan.pk)["towns"]
        self.assertEqual(found["label"], "东城街道（单县）")

    def make_namesakes(self) -> Any:
        counties = make_county("单县", "shan"), make_county("牡丹区", "mudan")
        for county in counties:
            make_town("东城街道", f"dongcheng-{county.slug}", county)
        return counties

    def test_a_village_alone_makes_its_town_possible(self) -> None:
        Village.objects.create(town=make_town(), name="双庙村")
        [found] = self.ask(body="双庙村的路修好了。")["towns"]
        self.assertEqual((found["label"], found["certain"]), ("田庄镇（巨野县）", False))

    def test_a_village_that_many_towns_have_says_nothing(self) -> None:
        for number, town in enumerate((make_town(), make_town("太平镇", "taiping"))):
            Village.objects.create(town=town, name="大李庄村", division_code=str(number))
        self.assertEqual(self.ask(body="大李庄村的路修好了。")["towns"], [])

    def test_a_town_has_the_county_of_the_planned_day(self) -> None:
        town = make_town("马岭岗镇", "malinggang", make_county("牡丹区", "mudan"))
        moved = dt.date(2022, 9, 2)
        town.jurisdictions.update(until=moved)
        Jurisdiction.objects.create(town=town, county=make_county("鲁西新区", "luxi"), since=moved)
        then = self.ask(body="马岭岗镇", planned_for="2022-09-01")["towns"][0]["label"]
        self.assertEqual(then, "马岭岗镇（牡丹区）")
        self.assertEqual(self.ask(body="马岭岗镇")["towns"][0]["label"], "马岭岗镇（鲁西新区）")

    def test_a_town_that_was_renamed_elsewhere_is_found_at_once(self) -> None:
        """As another process does it: straight in the database, without a word to this one."""
        town = make_town()
        village = Village.objects.create(town=town, name="双庙村")
        self.ask(body="田庄镇")
        type(town).objects.filter(pk=town.pk).update(name="新田镇")
        Village.objects.filter(pk=village.pk).update(name="新庙村")
        self.assertEqual(self.ask(body="田庄镇，双庙村")["towns"], [])
        self.assertEqual(self.ask(body="新田镇，新庙村")["towns"][0]["words"], ["新田镇", "新庙村"])

    def test_the_county_is_proposed_where_all_towns_share_it(self) -> None:
        juye = make_county()
        make_town()
        chosen = make_town("太平镇", "taiping")
        other = make_town("郑营镇", "zhengying", make_county("鄄城县", "juancheng"))
        county = {"id": juye.pk, "label": "巨野县"}
        self.assertEqual(self.ask(body="田庄镇", towns=[chosen.pk])["county"], county)
        self.assertIsNone(self.ask(body="田庄镇", towns=[other.pk])["county"])
        self.assertIsNone(self.ask(body="田庄镇", county=juye.pk)["county"])
        self.assertIsNone(self.ask(body="下雨了。")["county"])


# Bylines as they are printed, with the names in them and what is left of the text.
PRINTED: list[tuple[str, str, str]] = [
    ("本报讯(记者 林彦颖 通讯员 唐美刚 叶立波)天气转冷。", "林彦颖 唐美刚 叶立波", "天气转冷。"),
    ("本报讯(通讯员 钟雨东、冯俊辉)天气转冷。", "钟雨东 冯俊辉", "天气转冷。"),
    ("本报讯(记者余书杰 通讯员高辉)天气转冷。", "余书杰 高辉", "天气转冷。"),
    ("本报讯(通讯员 柳　伟 胡景梁)天气转冷。", "柳伟 胡景梁", "天气转冷。"),
    ("本报讯（通讯员 蔡树敏）天气转冷。", "蔡树敏", "天气转冷。"),
    ("本报巨野讯(通讯员 吴然)天气转冷。", "吴然", "天气转冷。"),
    ("本报讯 通讯员于红平、范思平报道:天气转冷。", "于红平 范思平", "天气转冷。"),
    ("本报讯(通讯员 单县融媒体中心 乔永雪)天气转冷。", "乔永雪", "天气转冷。"),
    ("本报讯(记者:刘金敏 通讯员:邓梁)天气转冷。", "刘金敏 邓梁", "天气转冷。"),
    ("新华社济南12月19日电(记者 郝传才)天气转冷。", "郝传才", "天气转冷。"),
    ("天气转冷。(熊美波 叶立伟)", "熊美波 叶立伟", "天气转冷。"),
    ("天气转冷。(通讯员 齐国瑶 黄晓超)", "齐国瑶 黄晓超", "天气转冷。"),
    ("□记者 任春燕 通讯员 何丽旺\n天气转冷。", "任春燕 何丽旺", "天气转冷。"),
    ("天气转冷。通讯员 冯国磊 摄", "冯国磊", "天气转冷。通讯员 冯国磊 摄"),
    ("天气转冷,记者见到王燕。", "", "天气转冷,记者见到王燕。"),
]


class BylineProposalsTests(ProposalsTestCase):
    def test_printed_forms_are_read(self) -> None:
        for body, names, rest in PRINTED:
            with self.subTest(body=body):
                found = self.ask(body=body)
                self.assertEqual(" ".join(person["printed"] for person in found["people"]), names)
                self.assertEqual((found["byline"] or {"body": body})["body"], rest)

    def test_a_byline_at_the_beginning_is_taken_out_of_the_body(self) -> None:
        self.assertEqual(
            self.ask(body=OPENING)["byline"],
            {
                "dateline": "本报讯",
                "printed_byline": "记者 王　燕 通讯员 郭锦萍",
                "body": "为保障困难群众安全温暖过冬,田庄镇提前部署。",
            },
        )

    def test_one_at_the_end_too(self) -> None:
        found = self.ask(body=CLOSING, dateline="本报讯")["byline"]
        self.assertEqual(found["body"], "田庄镇的群众说好。\n幸福感不断增强。")
        self.assertEqual((found["dateline"], found["printed_byline"]), ("本报讯", "通讯员 安宁"))

    def test_lines_of_their_own_are_read(self) -> None:
        found = self.ask(body="□ 本报记者 俞凤兰\n各村忙修渠。\n(通讯员 冯雪存)\n")["byline"]
        self.assertEqual(found["printed_byline"], "本报记者 俞凤兰 通讯员 冯雪存")
        self.assertEqual(found["body"], "各村忙修渠。")

    def test_a_typed_byline_is_kept_and_not_doubled(self) -> None:
        typed = self.ask(body=OPENING, printed_byline="记者 王燕 通讯员 郭锦萍")["byline"]
        self.assertEqual(typed["printed_byline"], "记者 王燕 通讯员 郭锦萍")
        other = self.ask(body=CLOSING, printed_byline="记者 王燕")["byline"]
        self.assertEqual(other["printed_byline"], "记者 王燕 通讯员 安宁")

    def test_prose_has_none(self) -> None:
        for body in ("", "昨日,记者在冉固镇看到,大棚里一片翠绿。", "全文如下（节选）", "王燕 摄"):
            with self.subTest(body=body):
                self.assertIsNone(self.ask(body=body)["byline"])

    def test_the_dateline_is_proposed_for_news_without_one(self) -> None:
        self.assertEqual(self.ask(body="各村忙修渠。")["dateline"], "本报讯")
        others: list[dict[str, Any]] = [
            {"dateline": "本报巨野讯"},
            {"genre": "comment"},
            {"body": OPENING},
        ]
        for fields in others:
            with self.subTest(fields=fields):
                self.assertIsNone(self.ask(**fields)["dateline"])


class PeopleProposalsTests(ProposalsTestCase):
    def people(self, **data: Any) -> list[tuple[Any, ...]]:
        names = ("printed", "title", "role", "certainty")
        return [tuple(person[name] for name in names) for person in self.ask(**data)["people"]]

    def test_names_are_read_from_body_byline_and_captions(self) -> None:
        make_person("王燕")
        found = self.people(
            body=CLOSING, printed_byline="记者 王 燕", captions=["图为田间。", "图为麦田。通讯员 刘菲 摄"]
        )
        self.assertEqual(
            found,
            [
                ("王燕", "记者", "reporter", "certain"),
                ("安宁", "通讯员", "correspondent", "new"),
                ("刘菲", "通讯员", "photographer", "new"),
            ],
        )

    def test_a_name_of_a_caption_says_which(self) -> None:
        people = self.ask(body=OPENING, captions=["", "王燕 摄"])["people"]
        self.assertEqual([person["caption"] for person in people], [None, None, 1])

    def test_a_caption_is_given_back_without_the_credit_behind_it(self) -> None:
        (person,) = self.ask(captions=["图为雪后的麦田 通讯员 刘菲 摄"])["people"]
        self.assertEqual(person["bare"], "图为雪后的麦田")

    def test_namesakes_are_offered_the_one_at_the_story_first(self) -> None:
        town = make_town()
        far = make_person("安宁", Person.Kind.CORRESPONDENT)
        near = make_person("安宁", Person.Kind.CORRESPONDENT, town=town)
        [found] = self.ask(body=CLOSING)["people"]
        self.assertEqual(found["certainty"], "doubtful")
        self.assertEqual([match["id"] for match in found["matches"]], [near.pk, far.pk])
        self.assertEqual(found["matches"][0]["label"], "安宁（通讯员 田庄镇）")

    def test_a_colleague_of_the_storys_desk_comes_first(self) -> None:
        far = make_person("王燕", unit=Unit.objects.create(name="总编室"))
        near = make_person("王燕", user=make_user("wang"))
        desk = make_desk(members=(near.user, self.reporter))  # type: ignore[arg-type]  # It has one.
        story = make_article(filed_by=self.reporter, desk=desk)
        [found] = self.ask(article=story.pk, printed_byline="记者 王燕")["people"]
        self.assertEqual([match["id"] for match in found["matches"]], [near.pk, far.pk])

    def test_who_is_credited_already_is_not_proposed(self) -> None:
        person = make_person("王燕")
        self.assertEqual(self.people(printed_byline="记者 王燕", people=[person.pk]), [])
        self.assertEqual(self.people(printed_byline="记者 王燕", printed=["王　燕"]), [])

    def test_who_may_not_add_people_cannot_create_one(self) -> None:
        for user, may in ((self.reporter, False), (self.editor, True)):
            with self.subTest(user=user):
                self.assertEqual([p["can_create"] for p in self.ask(user, body=CLOSING)["people"]], [may])

    def test_more_names_take_no_more_queries(self) -> None:
        self.ask(body=CLOSING)
        for body in (CLOSING, f"{OPENING}\n{CLOSING}"):
            # Session, account, groups; towns, villages; author, desk, members; people; own desks; tags;
            # stories begun lately, stories out lately.
            with self.subTest(body=body), self.assertNumQueries(13):
                self.client.post(WHERE, {"body": body}, headers=JSON)

    def test_nothing_is_written(self) -> None:
        self.ask(self.editor, body=OPENING)
        self.assertFalse(Person.objects.exists() or Article.objects.exists())

    def test_a_body_that_gave_a_picture_is_nobody(self) -> None:
        self.assertEqual(self.people(captions=["图片由巨野县融媒体中心提供"]), [])


class TagProposalsTests(ProposalsTestCase):
    def proposed(self, user: User | None = None, **data: Any) -> list[tuple[str, int]]:
        return [(tag["name"], tag["count"]) for tag in self.ask(user, **data)["tags"]]

    def test_tags_whose_words_the_text_has_are_proposed_the_most_used_first(self) -> None:
        for tags in (["修渠"], ["修渠", "麦田"], ["麦田", "雪"], ["麦田"]):
            make_published().tags.set(tags)
        self.assertEqual(self.proposed(body="麦田边修渠。"), [("麦田", 3), ("修渠", 2)])
        self.assertEqual(self.proposed(body="麦田边修渠。", tags="麦田，雪"), [("修渠", 2)])

    def test_what_stories_of_the_same_town_often_bear_is_proposed(self) -> None:
        town = make_town()
        for tags in (["板凳会", "雪"], ["板凳会"]):
            make_published(towns=(town,)).tags.set(tags)
        self.assertEqual(self.proposed(body="田庄镇"), [("板凳会", 2)])

    def test_tags_of_another_desks_drafts_are_not(self) -> None:
        desk = make_desk(members=(self.editor,))
        make_article(desk=desk).tags.set(["本部"])
        make_article(desk=make_desk("他部")).tags.set(["他部"])
        Tag.objects.create(name="没用过")
        self.assertEqual(self.proposed(self.editor, body="本部、他部、没用过"), [("本部", 1)])
        self.assertEqual(self.proposed(body="本部、他部、没用过"), [])

    def test_there_are_eight_at_most(self) -> None:
        make_published().tags.set([f"标签{number}" for number in range(12)])
        self.assertEqual(len(self.proposed(body="".join(f"标签{number}" for number in range(12)))), 8)


class RefusedProposalsTests(ProposalsTestCase):
    def test_an_expired_session_is_a_401_for_a_script_and_the_login_for_a_browser(self) -> None:
        told = self.client.post(WHERE, headers=JSON)
        self.assertEqual((told.status_code, list(told.json())), (401, ["error"]))
        self.assertIn("no-store", told.headers["Cache-Control"])
        sent = self.client.post(WHERE, headers={"accept": "text/html,*/*"})
        self.assertEqual(sent.status_code, 302)

    def test_who_owes_the_second_factor_is_signed_out_too(self) -> None:
        self.client.force_password(make_user("chief", Role.CHIEF_EDITOR))
        self.assertEqual(self.client.post(WHERE, headers=JSON).status_code, 401)

    def test_asking_for_it_is_not_enough(self) -> None:
        self.client.force_login(self.reporter)
        answer = self.client.get(WHERE, headers=JSON)
        self.assertEqual((answer.status_code, list(answer.json())), (405, ["error"]))

    def test_who_writes_no_stories_is_refused(self) -> None:
        self.assertEqual(self.post(make_user("designer", Role.PAGE_DESIGNER)).status_code, 403)

    def test_a_story_of_another_desk_is_not_there(self) -> None:
        """Or, where it may be seen but not changed, not theirs to change."""
        desk = make_desk(members=(self.reporter,))
        others = make_article(desk=make_desk("他部"), filed_by=self.editor)
        colleagues = make_article(desk=desk, filed_by=self.editor)
        for key, status in ((others.pk, 404), (colleagues.pk, 403), ("abc", 404), ("9" * 30, 404)):
            with self.subTest(key=key):
                answer = self.post(article=key)
                self.assertEqual((answer.status_code, list(answer.json())), (status, ["error"]))

    def test_what_cannot_be_read_is_refused_with_its_place(self) -> None:
        cases: list[tuple[dict[str, Any], int, str]] = [
            ({"body": "麦" * 100_001}, 413, "正文"),
            ({"body": "x" * 1_000_000}, 413, "正文"),
            ({"headline": "麦" * 2_001}, 413, "主题"),
            ({"captions": ["麦"] * 201}, 413, "图片说明"),
            ({"towns": ["1", "abc"]}, 400, "镇街"),
            ({"towns": ["9" * 30]}, 400, "镇街"),
            ({"county": "-"}, 400, "县区"),
            ({"planned_for": "2026-02-30"}, 400, "刊期"),
            ({"planned_for": "明天"}, 400, "刊期"),
        ]
        for data, status, place in cases:
            with self.subTest(data=str(data)[:40]):
                answer = self.post(**data)
                self.assertEqual(answer.status_code, status)
                self.assertIn(place, answer.json()["error"])

    def test_no_text_breaks_it(self) -> None:
        make_town()
        hostile = "\0\ud7ff<script>\u202e（记者 \0王燕）[[(("
        texts = [
            hostile,
            "（" * 5000,
            "田庄镇" * 6000,
            "本报讯（记者 " * 800,
            f"修渠。(记者 {'王' * 60}的的的)",
        ]
        for text in texts:
            with self.subTest(text=text[:12]):
                names = ("body", "headline", "printed_byline", "dateline", "genre", "tags", "printed")
                data: dict[str, Any] = dict.fromkeys(names, text[:2000])
                data |= {"captions": [text[:2000]], "body": text}
                self.assertEqual(self.post(**data).status_code, 200)

    def test_unknown_keys_of_what_was_chosen_change_nothing(self) -> None:
        self.ask(body="麦田", towns=[999], county=999, people=[999])


class AddressTests(TestCase):
    def test_the_address_is_the_one_the_script_knows(self) -> None:
        self.assertEqual(reverse("admin:articles_article_proposals"), WHERE)
