"""The checks of the last reading: credits, bylines and the directory."""

from __future__ import annotations

from functools import partial

from articles.models import Credit
from issues.reading.finding import Kind
from people.models import Person
from tests.make import make_credit, make_person
from tests.reading_world import (
    ReadingTestCase,
    World,
)

CORRESPONDENT = {"role": "correspondent", "title": "通讯员"}


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

    def test_one_character_from_the_directory(self) -> None:
        def nobody(world: World) -> None:
            make_person("李若生", Person.Kind.REPORTER)
            credited(world, "A2", "李若声")

        def in_the_text(world: World) -> None:
            make_person("李若生", Person.Kind.REPORTER)
            world.add("A2", body="本报讯（记者 李若声）一切顺利。")

        def nobody_there(world: World) -> None:
            make_person("李若生", Person.Kind.CORRESPONDENT, town=world.towns["大义镇"])
            story = world.add("A2", body="太平镇的消息。")
            world.credit(story, "李若声", **CORRESPONDENT)

        self.try_defects(
            Kind.NAMES,
            [
                ("of the staff", nobody, [("person_not_in_directory", "A2")]),
                ("in the text", in_the_text, [("person_not_in_directory", "A2")]),
                ("of the county", nobody_there, [("person_not_in_directory", "A2")]),
            ],
        )

        def who_left(world: World) -> None:
            make_person("李若生", Person.Kind.REPORTER, is_active=False)
            credited(world, "A2", "李若声")

        def of_another_house(world: World) -> None:
            make_person("李若生", Person.Kind.REPORTER)
            credited(world, "A2", "李若声", title="大众日报记者")
            world.add("A3", body="新华社记者李若升在现场看到。")

        def elsewhere(world: World) -> None:
            make_person("李若生", Person.Kind.CORRESPONDENT, town=world.towns["大义镇"])
            story = world.add("A2", body="郓城县张营街道的消息。")
            world.credit(story, "李若声", **CORRESPONDENT)

        def no_colleague(world: World) -> None:
            make_person("李若生", Person.Kind.REPORTER)
            credited(world, "A2", "李若声", **CORRESPONDENT)

        self.try_clean(
            [
                ("who left", who_left),
                ("of another house", of_another_house),
                ("a namesake elsewhere", elsewhere),
                ("a correspondent near a reporter", no_colleague),
            ]
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

    def test_credits_without_a_person(self) -> None:
        def two(world: World, first: str, second: str, **fields: object) -> None:
            credited(world, "A2", first, **fields)
            credited(world, "A3", second, **fields)

        pairs = (("劉建华", "刘建华"), ("刘建华", "刘健华"), ("尹思远", "尹斯远"))
        told = [("person_two_ways", "A3")]
        self.try_defects(
            Kind.NAMES,
            [
                *((one, partial(two, first=one, second=other), told) for one, other in pairs),
                ("通讯员", lambda w: two(w, "赵玉芝", "赵玉枝", **CORRESPONDENT), told),
            ],
        )
