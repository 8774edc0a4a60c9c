"""The checks of the last reading: people and places written two ways, and towns under the wrong county."""

from __future__ import annotations

import datetime as dt
from functools import partial

from articles.models import Credit, Photo
from issues.models import Issue
from issues.reading.finding import Kind
from people.models import Person
from tests.make import make_county, make_credit, make_person
from tests.reading_world import ReadingTestCase, World
from towns.models import Jurisdiction, Town

CORRESPONDENT = {"role": "correspondent", "title": "通讯员"}


def say(world: World, **texts: str) -> World:
    """Paragraphs put behind the stories of pages."""
    for label, text in texts.items():
        world.write(label, body=text)
    return world


def credited(world: World, label: str, printed: str, **fields: object) -> World:
    """One more story on the page, by somebody."""
    world.credit(world.add(label), printed, **{"title": "记者", **fields})
    return world


class CreditsTest(ReadingTestCase):
    def test_defects(self) -> None:
        def misprint(world: World) -> None:
            Credit.objects.filter(article=world.stories["A2"]).update(printed_text="王艳")

        def byline(world: World, printed: str) -> None:
            world.write("A1", printed_byline=printed)

        def photo(world: World) -> None:
            make_credit(world.photo("A2"), printed_text="刘非", role="photographer", title="通讯员")

        def photo_rows(world: World) -> None:
            Credit.objects.filter(photo__article=world.stories["A3"]).update(printed_text="刘飞")

        def correspondent(world: World) -> None:
            story = world.add("A2", body="田庄镇的消息。")
            world.credit(story, "郭锦平", **CORRESPONDENT)

        def of_one_county(world: World) -> None:
            for label, town, name in (("A2", "太平镇", "李若生"), ("A3", "大义镇", "李若声")):
                world.credit(world.add(label, body=f"{town}的消息。"), name, **CORRESPONDENT)

        def strangers(world: World) -> None:
            credited(world, "A2", "李若生")
            credited(world, "A3", "李若声")

        self.try_defects(
            Kind.NAMES,
            [
                ("known and unknown", lambda w: credited(w, "A2", "王艳"), [("person_two_ways", "A2")]),
                (
                    "as a photographer",
                    lambda w: credited(w, "A4", "王雁", role="photographer"),
                    [("person_two_ways", "A4")],
                ),
                (
                    "of an outlet",
                    lambda w: credited(w, "A4", "王岩", title="本报记者"),
                    [("person_two_ways", "A4")],
                ),
                ("linked, but printed otherwise", misprint, [("credit_misprinted", "A2")]),
                ("the same on a photo", photo_rows, [("credit_misprinted", "A3")]),
                ("photographers", photo, [("person_two_ways", "A2")]),
                ("two strangers", strangers, [("person_two_ways", "A3")]),
                ("a correspondent of one county", of_one_county, [("person_two_ways", "A3")]),
                ("a correspondent of one town", correspondent, [("person_two_ways", "A2")]),
                ("the byline", lambda w: byline(w, "记者 王艳 通讯员 郭锦萍"), [("byline_differs", "A1")]),
                (
                    "the second in the byline",
                    lambda w: byline(w, "记者 王燕 通讯员 郭锦平"),
                    [("byline_differs", "A1")],
                ),
                (
                    "another character",
                    lambda w: byline(w, "记者 王燕 通讯员 郭绵萍"),
                    [("byline_differs", "A1")],
                ),
                (
                    "one that sounds otherwise",
                    lambda w: byline(w, "记者 王刚 通讯员 郭锦萍"),
                    [("byline_differs", "A1")],
                ),
                (
                    "a character is left out",
                    lambda w: byline(w, "记者 王燕 通讯员 郭萍"),
                    [("byline_differs", "A1")],
                ),
                (
                    "padded and wrong",
                    lambda w: byline(w, "记者 王　艳 通讯员 郭锦萍"),
                    [("byline_differs", "A1")],
                ),
            ],
        )

    def test_what_is_right(self) -> None:
        def two_in_the_directory(world: World) -> None:
            world.people["王艳"] = make_person("王艳", Person.Kind.REPORTER)
            credited(world, "A2", "王艳")

        def two_in_one_byline(world: World) -> None:
            world.credit(world.stories["A2"], "王艳", title="记者")

        def far_correspondents(world: World) -> None:
            one, other = (
                world.add("A2", body="郓城县张营街道的消息。"),
                world.add("A3", body="鄄城县大埝镇的消息。"),
            )
            world.credit(one, "李若生", **CORRESPONDENT)
            world.credit(other, "李若声", **CORRESPONDENT)

        def reporter_and_correspondent(world: World) -> None:
            credited(world, "A2", "王艳", **CORRESPONDENT)

        self.try_clean(
            [
                ("padded", lambda w: credited(w, "A2", "王　燕")),
                ("both in the directory", two_in_the_directory),
                ("side by side", two_in_one_byline),
                ("of far places", far_correspondents),
                ("one is no colleague", reporter_and_correspondent),
                ("other names", lambda w: (credited(w, "A2", "王明"), credited(w, "A3", "王刚"))),
                ("two characters differ", lambda w: (credited(w, "A2", "郭金平"),)),
                ("another surname", lambda w: credited(w, "A2", "汪洋")),
                ("a body", lambda w: credited(w, "A2", "菏泽市融媒体中心", role="provider", title="")),
                ("a byline with fewer names", lambda w: w.write("A1", printed_byline="记者 王燕")),
                ("文/图", lambda w: w.write("A1", printed_byline="记者 王燕 通讯员 郭锦萍 文/图")),
                ("a byline without marks", lambda w: w.write("A1", printed_byline="王燕 郭锦萍")),
            ]
        )


class TextTest(ReadingTestCase):
    """Clean, 镇长李明 and 村民张秀兰 and 党委书记周建国 are named."""

    def test_defects(self) -> None:
        self.try_defects(
            Kind.NAMES,
            [
                (
                    "another story",
                    lambda w: say(w, A2="田庄镇镇长李鸣到会讲话。"),
                    [("person_two_ways", "A2")],
                ),
                (
                    "looks alike",
                    lambda w: say(w, A2="田庄镇镇长李朋说，一切顺利。"),
                    [("person_two_ways", "A2")],
                ),
                (
                    "no place",
                    lambda w: w.add("A2", "镇长说", "镇长李铭表示，一切顺利。"),
                    [("person_two_ways", "A2")],
                ),
                (
                    "three characters",
                    lambda w: say(w, A4="太平镇党委书记周剑国来到现场。"),
                    [("person_two_ways", "A4")],
                ),
                (
                    "the last of three",
                    lambda w: say(w, A4="太平镇党委书记周建果来到现场。"),
                    [("person_two_ways", "A4")],
                ),
                (
                    "in a list",
                    lambda w: say(w, A4="太平镇党委书记周健国、镇长陈亮来了。"),
                    [("person_two_ways", "A4")],
                ),
                (
                    "later in the story",
                    lambda w: say(w, A1="李鸣表示，还要再加把劲。"),
                    [("person_two_ways", "A1")],
                ),
                (
                    "three, later in the story",
                    lambda w: say(w, A3="周剑国说，还要再加把劲。"),
                    [("person_two_ways", "A3")],
                ),
                (
                    "three, without a verb",
                    lambda w: say(w, A3="在周剑国的带领下，产业旺了。"),
                    [("person_two_ways", "A3")],
                ),
                (
                    "a villager of one story",
                    lambda w: say(w, A2="村民张秀蓝笑了。"),
                    [("person_two_ways", "A2")],
                ),
                (
                    "in the headline",
                    lambda w: w.write("A3", headline="太平镇党委书记周健国谈人才"),
                    [("person_two_ways", "A3")],
                ),
                (
                    "in the caption",
                    lambda w: Photo.objects.filter(article=w.stories["A1"]).update(
                        caption="田庄镇镇长李鸣在田间查看苗情。"
                    ),
                    [("person_two_ways", "A1")],
                ),
                ("padded", lambda w: say(w, A2="田庄镇镇长李 鸣到会讲话。"), [("person_two_ways", "A2")]),
                (
                    "after the paper's own word",
                    lambda w: say(w, A2="“我一直在跑，”本报记者王艳说。"),
                    [("person_two_ways", "A2")],
                ),
                (
                    "two new ones",
                    lambda w: (
                        w.add("A2", body="教育局局长赵志强参加。"),
                        w.add("A4", body="教育局局长赵志墙参加。"),
                    ),
                    [("person_two_ways", "A4")],
                ),
                (
                    "a compound surname",
                    lambda w: (
                        w.add("A2", body="文旅局局长欧阳丽参加。"),
                        w.add("A4", body="文旅局局长欧阳莉参加。"),
                    ),
                    [("person_two_ways", "A4")],
                ),
            ],
        )

    def test_what_is_right(self) -> None:
        self.try_clean(
            [
                ("the same name again", lambda w: say(w, A2="田庄镇镇长李明到会讲话。")),
                ("padded", lambda w: say(w, A2="田庄镇镇长李　明到会讲话。")),
                ("another office", lambda w: say(w, A2="田庄镇副镇长李鸣到会讲话。")),
                ("another town's", lambda w: say(w, A2="大义镇镇长李鸣到会讲话。")),
                ("another county's", lambda w: say(w, A4="鄄城县郑营镇镇长李鸣说。")),
                ("a namesake among villagers", lambda w: say(w, A4="村民张秀蓝也来赶集。")),
                ("two villagers of far places", lambda w: say(w, A1="村民王方说。", A4="村民王芳说。")),
                ("brothers", lambda w: say(w, A3="周建国、周建果兄弟俩都回来了。")),
                ("brothers with 和", lambda w: say(w, A3="周建国和周建果兄弟俩都回来了。")),
                ("cousins", lambda w: say(w, A3="周建国带着大家干，周建果是他堂弟，在邻村任职。")),
                ("each with a title", lambda w: say(w, A3="退役军人赵志刚种葡萄，村民赵志钢养羊。")),
                ("the one before", lambda w: say(w, A2="田庄镇原镇长李刚到会讲话。")),
                ("another mayor's town", lambda w: say(w, A2="郑营镇镇长李刚到会讲话。")),
                ("a word of the sound", lambda w: say(w, A1="村民高洁说。高杰的是非。高节的事。")),
                ("words that begin with a surname", lambda w: say(w, A1="镇长高度重视，书记高兴地说好。")),
                (
                    "a reporter on the way",
                    lambda w: say(w, A1="记者来到田庄镇，记者时常走访，记者何时能来？"),
                ),
                ("no names", lambda w: say(w, A1="各村党支部书记参加，校长、老师都来了。")),
                ("李某", lambda w: say(w, A1="村民李某说。", A2="村民李某某说。")),
                ("other persons", lambda w: say(w, A1="村民李强说。", A2="村民李刚说。", A3="村民李娜说。")),
                ("words of one sound", lambda w: say(w, A1="李明说明情况。", A2="里面很理明。")),
                (
                    "both in the directory",
                    lambda w: (
                        make_person("李明", Person.Kind.CONTRIBUTOR),
                        make_person("李鸣", Person.Kind.CONTRIBUTOR),
                        say(w, A2="田庄镇镇长李鸣到会讲话。"),
                    ),
                ),
                ("李明和 as two words", lambda w: say(w, A1="镇长李明和村民算账，镇长李明为村民领路。")),
            ]
        )


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
            "甄城县的牡丹开了。": "a county that looks alike",
            "巨冶县的牡丹开了。": "a county of one sound",
            "巨野区的牡丹开了。": "a county of another kind",
            "牡丹县的牡丹开了。": "a district of another kind",
        }
        self.try_defects(
            Kind.NAMES,
            [(name, partial(say, A4=text), [("place_two_ways", "A4")]) for text, name in places.items()],
        )

    def test_told_once(self) -> None:
        self.try_defects(
            Kind.NAMES,
            [
                (
                    "twice",
                    lambda w: say(w, A1="田壮镇变了。田壮镇富了。", A4="田壮镇好。"),
                    [("place_two_ways", "A1")],
                )
            ],
        )

    def test_what_is_right(self) -> None:
        texts = [
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
