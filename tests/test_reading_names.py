"""The checks of the last reading: people whose names are written two ways."""

from __future__ import annotations

from functools import partial

from articles.models import Article, Photo
from issues.reading.finding import Kind
from people.models import Person
from tests.make import make_person
from tests.reading_world import (
    ReadingTestCase,
    World,
    say,
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


class TwoStoriesTest(ReadingTestCase):
    """Two stories of no place in particular, or of places that they name."""

    ONE_PERSON = (
        ("县委书记刘长河主持会议。", "县委书记刘常河主持会议。"),
        ("县委书记刘长河主持会议。", "刘常河指出，要抓好落实。"),
        ("合作社理事长马建设说，收成好。", "合作社理事长马建社说，收成好。"),
        ("董事长吴明明说，一切顺利。", "董事长吴明铭说，一切顺利。"),
        ("全国劳模王志远来到学校。", "全国劳模王致远回到家乡。"),
        ("时代楷模张桂梅来了。", "时代楷模张贵梅来了。"),
        ("本报讯（记者 孙国庆）田里绿了。", "本报讯（记者 孙国清）田里绿了。"),
        ("田里绿了。（孙国庆）", "田里绿了。（孙国清）"),
        ("县委宣传部部长曹慧丽讲话。", "县委宣传部部长曹惠丽讲话。"),
        ("县委宣传部部长曹慧丽讲话。", "县委宣传部部长曹丽慧讲话。"),
        ("县委宣传部部长曹慧丽讲话。", "县委宣传部部长曹丽讲话。"),
        ("巨野县人民医院院长赵学勤说。", "巨野县人民医院院长赵雪芹说。"),
        ("副县长欧阳建军讲话。", "副县长欧阳健军讲话。"),
        ("太平镇村民孙二娃种葱。", "太平镇村民孙二蛙种葱。"),
        ("田庄镇李庄村村民孙小宝种葱。", "田庄镇李庄村村民孙晓宝种葱。"),
    )
    TWO_PEOPLE = (
        ("县长王明远主持。", "副县长王明元主持。"),
        ("镇长王强主持。", "镇长王雷主持。"),
        ("村民王军说。", "村民王君说。"),
        ("巨野县人民医院主任张静说。", "鄄城县人民医院主任张晶说。"),
        ("牡丹区区长马明说。", "巨野县县长马鸣说。"),
        ("镇长李明轩说。", "村民李明璇说。"),
        ("副镇长李志刚说。", "副镇长李志强说。"),
        ("镇长王强调研。", "镇长王强调度。"),
        ("书记张建说起。", "书记张建设备检查。"),
        ("抗日英雄李先念。", "诗人李贤年。"),
        ("学生李想、李响、李享参加。", "学生李翔参加。"),
        ("冠军王力，亚军王丽。", "一切顺利。"),
        ("儿子王小军，女儿王晓君都在外打工。", "一切顺利。"),
        ("镇长李明在现场。", "李明镇长在现场。"),
        ("县委书记刘长河主持会议。", "更正：昨日本报将县委书记刘长河误写为县委书记刘常河。"),
        ("本报讯（记者 孙国庆）田里绿了。", "据新华社记者孙国清报道，田里绿了。"),
        ("作家张炜的书。", "作家张伟的书。"),
        ("校长刘芳说。", "老师刘方说。"),
        ("太平镇村民刘芳说。", "大义镇村民刘方说。"),
        ("民警小张说。", "民警小章说。"),
        ("局长高兴地说。", "局长高度评价，局长高兴说。"),
        ("队长何平和队员一起。", "队长何平带领队员。"),
        ("主任何为民带队。", "主任何为民来了，主任何为民强调。"),
        ("市民王女士说好。", "市民王先生说好。"),
    )

    @staticmethod
    def write(world: World, first: str, second: str) -> None:
        world.add("A2", "第一条", first)
        world.add("A4", "第二条", second)

    def test_one_person(self) -> None:
        self.try_defects(
            Kind.NAMES,
            [
                (second, partial(self.write, first=first, second=second), [("person_two_ways", "A4")])
                for first, second in self.ONE_PERSON
            ],
        )

    def test_two_people(self) -> None:
        self.try_clean(
            (second, partial(self.write, first=first, second=second)) for first, second in self.TWO_PEOPLE
        )

    def test_one_story(self) -> None:
        texts = (
            "校长陈立新介绍了情况。孩子们围着陈利新，问个不停。",
            "村民李兰花种了三亩葱。记者见到李兰华时，她正忙。",
            "种植户王东种了三亩葱。\n“挣了钱！”王冬说。",
            "种植户王东种了三亩葱。\n王冬今年52岁。",
            "“好！”种植户王东说。\n走进王冬的大棚，暖意扑面。",
        )
        self.try_defects(
            Kind.NAMES,
            [
                (text, partial(World.add, label="A2", body=text), [("person_two_ways", "A2")])
                for text in texts
            ],
        )

    def test_both_stories_are_told_and_named(self) -> None:
        self.write(self.world, "县委书记刘长河主持会议。", "县委书记刘常河主持会议。")
        [found] = self.world.found()
        second, first = Article.objects.order_by("-pk")[:2]
        self.assertEqual(set(found.stories), {first.pk, second.pk})
        for words in ("第一条", "A2", "刘长河", "第二条", "A4", "刘常河"):
            self.assertIn(words, found.text)
        self.assertLess({"刘长河", "刘常河"}, set(found.facts))
