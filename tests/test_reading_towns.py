"""The checks of the last reading: places written two ways, and towns under the wrong county."""

from __future__ import annotations

import datetime as dt
from functools import partial

from articles.models import Photo
from issues.models import Issue
from issues.reading.finding import Kind
from tests.make import make_county
from tests.reading_world import (
    CHANGED,
    ReadingTestCase,
    World,
    say,
)
from towns.models import Jurisdiction, Town


class PlaceNamesTest(ReadingTestCase):
    def test_defects(self) -> None:
        places = {
            "巨野县田庄乡今年新签项目11个。": "another kind",
            "田庄乡今年新签项目11个。": "without its county",
            "田壮镇今年新签项目11个。": "another character of one sound",
            "在田桩镇，项目一个接一个。": "a third",
            "巨野县由庄镇今年新签项目11个。": "looks alike",
            "巨野县田桃镇今年新签项目11个。": "behind its county, one character off",
            "巨野县太苹镇今年新签项目11个。": "太苹镇",
            "鄄城县郑营乡的乡亲。": "鄄城",
            "鄄城县郑赢镇的乡亲。": "鄄城, one sound",
            "郓城县随官镇的乡亲。": "a character is left out",
            "佃户街道的居民。": "a character is left out, without a county",
            "户佃屯街道的居民。": "two characters exchanged",
            "巨野县佃户囤街道的居民。": "a subdistrict",
            "巨野县佃户囤办事处的居民。": "a subdistrict's office",
            "巨野县佃户屯镇的居民。": "a subdistrict as a town",
            "巨野县田 壮镇的居民。": "with a space in it",
            "马岭冈镇的居民。": "岗 and 冈",
            "鲁西新区马领岗镇的居民。": "behind its county, one sound",
            "在巨野县太平街道，记者看到。": "a town as a subdistrict",
            "大仪镇与巨野县田庄镇相邻。": "there is one elsewhere, but the story is from here",
            "张盈街道与郓城县随官屯镇相邻。": "a subdistrict of one sound",
            "郓城县的张营镇。": "behind 郓城县的",
            "运城县的麦子绿了。": "another county of one sound",
            "甄城县的牡丹开了。": "a county that looks alike",
            "巨冶县的牡丹开了。": "a county of one sound",
            "巨野区的牡丹开了。": "a county of another kind",
            "牡丹县的牡丹开了。": "a district of another kind",
        }
        self.try_defects(
            Kind.NAMES,
            [(name, partial(say, A4=text), [("place_two_ways", "A4")]) for text, name in places.items()],
        )

    def test_told_once_for_each_story(self) -> None:
        self.try_defects(
            Kind.NAMES,
            [
                (
                    "twice",
                    lambda w: say(w, A1="田壮镇变了。田壮镇富了。", A4="田壮镇好。"),
                    [("place_two_ways", "A1"), ("place_two_ways", "A4")],
                )
            ],
        )

    def test_what_is_right(self) -> None:
        texts = [
            "更正：本报昨日将田庄镇误为田壮镇，特此更正。",
            "昨日稿件中“太平乡”应为“太平镇”。",
            "客商来自河北省邢台市信都区，那里有个佃户镇。",
            "陕西省西安市长安区灵沼街道、西安市长安区临潼街道都好。",
            "解放初，田庄乡归巨野县田庄区管辖。",
            "1958年，这里叫田庄公社，后改为田庄乡。",
            "全镇、该镇、小镇、集镇、城镇、古镇、村镇、镇上、重镇都好。",
            "故乡、他乡、水乡、下乡、返乡、老乡、同乡、城乡、乡亲都好。",
            "城区、园区、社区、景区、灾区、新区、市区、片区、巨野城区都好。",
            "全县、该县、邻县、各县区、巨野全县都好。",
            "村级办事处、驻外办事处、背街道路、老街道都好。",
            "太平镇、太平街、太平村、太平洋、太平乡亲们都好。",
            "田庄社区、田庄煤矿、田庄水库都好。",
            "田庄的集市很热闹。",
            "佃户屯街道办事处、佃户屯街道办、佃户屯办事处、佃户屯街道是一处。",
            "田庄乡村振兴正当时。",
            "新城镇化建设加快，城乡一体，家乡变了样。",
            "全镇、本乡、各乡镇、老街道都变了。",
            "原田庄乡的老人都记得。",
            "撤销田庄乡，设立田庄镇。",
            "田庄乡（今田庄镇）的老人都记得。",
            "四川省有个太平乡，也种牡丹。",
            "成都市太平乡的客商来了。",
            "江苏省沛县大义乡的客商来了。",
            "凤凰镇和凤凰街道是两处。",
            "巨野县大谢集镇的果农来了。",
            "巨野区域发展，巨野县区联动，牡丹区间车开通。",
            "太平镇路口新修了一座桥。",
            "田庄镇路、太平街道小区。",
            "田庄镇 政府、田庄镇党委都来了。",
            "郑营镇中学、大义镇卫生院。",
            "运城市的客商来了，山西运城盐湖很美。",
            "金乡县的客商来了。",
            "这里是有名的水乡，也是酒镇。",
            "他在东明县务工，又到定陶区。",
        ]
        self.try_clean([(text, partial(say, A4=text)) for text in texts])

    def test_a_former_name_in_the_list(self) -> None:
        def seed(world: World) -> None:
            Town.objects.filter(name="大义镇").update(other_names="大义乡 大仪镇")
            say(world, A4="大义乡和大仪镇是旧称。")

        self.try_clean([("other names", seed)])


class TownsTest(ReadingTestCase):
    def test_defects(self) -> None:
        texts = [
            "鄄城县田庄镇今年新签项目11个。",
            "鄄城田庄镇今年新签项目11个。",
            "鄄城县南部的田庄镇今年新签项目11个。",
            "鄄城县的田庄镇今年新签项目11个。",
            "客人从鄄城县 田庄镇赶来。",
            "来自鄄城县田庄镇的李先生说。",
            "田庄镇（鄄城县）今年新签项目11个。",
            "巨野县、鄄城县田庄镇都来了。",
            "牡丹区马岭岗镇今年新签项目11个。",
            "巨野县马岭岗镇今年新签项目11个。",
            "郓城县凤凰街道的居民来了。",
            "鲁西新区佃户屯办事处的居民来了。",
            "菏泽市鄄城县张营街道的居民来了。",
        ]
        self.try_defects(
            Kind.TOWNS,
            [(text, partial(say, A2=text), [("town_under_other_county", "A2")]) for text in texts],
        )

    def test_elsewhere_than_in_the_body(self) -> None:
        def mark(world: World, county: str, *towns: str) -> None:
            world.write("A2", county=world.counties[county])
            world.stories["A2"].towns.set(world.towns[town] for town in towns)

        self.try_defects(
            Kind.TOWNS,
            [
                (
                    "headline",
                    lambda w: w.write("A2", headline="鄄城县田庄镇送温暖"),
                    [("town_under_other_county", "A2")],
                ),
                (
                    "kicker",
                    lambda w: w.write("A2", kicker="郓城县太平镇"),
                    [("town_under_other_county", "A2")],
                ),
                (
                    "caption",
                    lambda w: Photo.objects.filter(article=w.stories["A3"]).update(
                        caption="鄄城县田庄镇的农机手在作业。"
                    ),
                    [("town_under_other_county", "A3")],
                ),
                (
                    "place of a photo",
                    lambda w: Photo.objects.filter(article=w.stories["A3"]).update(place="鄄城县田庄镇"),
                    [("town_under_other_county", "A3")],
                ),
                ("marks", lambda w: mark(w, "鄄城县", "田庄镇"), [("story_under_other_county", "A2")]),
                (
                    "marks of today's county",
                    lambda w: mark(w, "牡丹区", "马岭岗镇"),
                    [("story_under_other_county", "A2")],
                ),
                (
                    "two towns",
                    lambda w: mark(w, "鄄城县", "田庄镇", "太平镇"),
                    [("story_under_other_county", "A2")],
                ),
            ],
        )
        self.try_clean(
            [
                ("marks", lambda w: mark(w, "巨野县", "田庄镇")),
                ("a town of another county too", lambda w: mark(w, "巨野县", "田庄镇", "郑营镇")),
                ("after the change", lambda w: mark(w, "鲁西新区", "马岭岗镇")),
                ("no town", lambda w: mark(w, "鄄城县")),
            ]
        )

    def test_the_day_decides(self) -> None:
        """Before it moved, the town was the other county's."""

        def before(world: World, text: str) -> None:
            Issue.objects.filter(pk=world.issue.pk).update(date=dt.date(2022, 9, 1), serial_number=None)
            Issue.objects.exclude(pk=world.issue.pk).delete()
            world.template.delete()
            say(world, A2=text)

        def on_the_day(world: World, text: str) -> None:
            before(world, text)
            Issue.objects.filter(pk=world.issue.pk).update(date=dt.date(2022, 9, 2))

        self.try_clean(
            [
                ("before", lambda w: before(w, "牡丹区马岭岗镇的居民来了。")),
                ("on the day", lambda w: on_the_day(w, "鲁西新区马岭岗镇的居民来了。")),
            ]
        )
        told = [("town_under_other_county", "A2")]
        self.try_defects(
            Kind.TOWNS,
            [
                ("before", lambda w: before(w, "鲁西新区马岭岗镇的居民来了。"), told),
                ("on the day", lambda w: on_the_day(w, "牡丹区马岭岗镇的居民来了。"), told),
            ],
        )

    def test_a_county_that_governed_once_and_none_since(self) -> None:
        def seed(world: World, *, marked: bool) -> None:
            town = Town.objects.create(name="新开镇", kind=Town.Kind.TOWN)
            county = make_county("曹县", "caoxian")
            Jurisdiction.objects.create(town=town, county=county, until=CHANGED)
            if marked:
                world.write("A2", county=county)
                world.stories["A2"].towns.add(town)
            else:
                say(world, A2="曹县新开镇的居民来了。")

        self.try_defects(
            Kind.TOWNS,
            [
                ("printed", partial(seed, marked=False), [("town_under_other_county", "A2")]),
                ("marked", partial(seed, marked=True), [("story_under_other_county", "A2")]),
            ],
        )

    def test_what_is_right(self) -> None:
        def unknown_then(world: World) -> None:
            town = Town.objects.create(name="新开镇", kind=Town.Kind.TOWN)
            Jurisdiction.objects.create(
                town=town, county=make_county("曹县", "caoxian"), since=dt.date(2027, 1, 1)
            )
            say(world, A2="鄄城县新开镇的居民来了。")

        texts = [
            "巨野县田庄镇今年新签项目11个。",
            "鄄城县郑营镇、巨野县田庄镇结成对子。",
            "鄄城县的客人来到田庄镇。",
            "从巨野县到鄄城县，田庄镇的车队走了两小时。",
            "鄄城县客商在田庄镇投资建厂。",
            "郓城到巨野县田庄镇的公路，鄄城至太平镇的公路。",
            "由鄄城县划归巨野县的田庄镇。",
            "与鄄城县相邻的田庄镇。",
            "“鄄城县—田庄镇”公交线开通。",
            "鄄城县、田庄镇都来了人。",
            "鄄城县凤凰镇和巨野县凤凰街道同名。",
            "原牡丹区马岭岗镇的老人都记得。",
            "鲁西新区马岭岗镇今年新签项目11个。",
            "菏泽经济技术开发区马岭岗镇今年新签项目11个。",
            "鄄城县领导到巨野县太平镇考察。",
        ]
        self.try_clean(
            [
                *((text, partial(say, A2=text)) for text in texts),
                ("no county then", unknown_then),
            ]
        )
