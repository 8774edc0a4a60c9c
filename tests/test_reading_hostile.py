"""The checks of the last reading on texts that nobody writes: none fails, and none takes long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product
from unittest import mock

from django.db import DatabaseError
from django.test import TestCase
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from articles.models import Article, Credit, Photo
from issues.models import Issue, Page
from issues.reading.checks import (
    CHECKS,
    dates,
    findings,
    jumps,
    names,
    photos,
    place_names,
    stories,
    towns,
)
from issues.reading.checks.material import Material, load
from issues.reading.finding import Finding, Kind
from tests.reading_world import ReadingTestCase, World, make_world, say

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def repeated(words: str) -> Callable[[int], str]:
    return lambda size: (words * (size // len(words) + 1))[:size]


def counted(words: str) -> Callable[[int], str]:
    """The words again and again, each time with two other characters for X and Y."""

    def text(size: int) -> str:
        count = size // len(words) + 1
        pairs = islice(cycle(product(HAN[:200], HAN)), count)
        return "".join(words.replace("X", one).replace("Y", other) for one, other in pairs)[:size]

    return text


HOSTILE = {
    "names": counted("镇长王X Y说，"),
    "names of three": counted("镇长王XY说，王YX说，"),
    "names in lines": counted("镇长王XY说。\n"),
    "names of one bucket": counted("镇长王X明说，"),
    "one name": repeated("镇长王明说，"),
    "alike names": repeated("镇长李明说，镇长李鸣说，"),
    "surnames": repeated("王"),
    "reporters": counted("（记者 王XY）"),
    "credits": repeated(" 记者王燕"),
    "days": repeated("1月1日"),
    "wrong days": repeated("11月30日星期二，"),
    "days and blanks": repeated("1月1日" + " " * 3000),
    "towns": repeated("田庄镇"),
    "towns of lines": repeated("田庄镇\n"),
    "wrong towns": repeated("田壮镇"),
    "unknown towns": counted("巨野县田X镇"),
    "counties": repeated("巨野县"),
    "of another county": repeated("鄄城县田庄镇"),
    "ambiguous towns": repeated("凤凰镇"),
    "suffixes": repeated("镇"),
    "gaps": repeated("××亩"),
    "crosses": repeated("×"),
    "a cross of a month": repeated("×月"),
    "blank numbers": counted("投X了Y□□万元，"),
    "question marks": repeated("？"),
    "brackets": repeated("【待"),
    "jumps": repeated("下转9版"),
    "jumps and blanks": repeated("下转" + " " * 3000),
    "many jumps": lambda size: "".join(f"下转{at % 999}版" for at in range(size // 6))[:size],
    "blanks": repeated(" "),
    "lines": repeated("\n"),
    "open paragraphs": counted("下一步，将继续优化营商环境，让企业X、Y，\n"),
    "slots": lambda size: "".join(f"[图{at}]\n" for at in range(size // 7))[:size],
    "brackets of a tag": repeated("<br"),
}


CHECKS_OF_TEXT = (dates, jumps, names, photos, place_names, stories, towns)
# What the checks look for, and what means something else to a program.
WORDS = (
    "镇长 王燕 王艳 王晓燕 田庄镇 田壮镇 巨野县 鄄城县 凤凰镇 记者 通讯员 本报讯 摄 图为 下转 上接 "
    "8版 9版 详见 今日8版 共8版 1月1日 2月30日 星期二 ×× XX 亩 万元 □□ 【待核】 [图9] "
    "总第11期 。 ， 、 （ ） 说 和 ſun 2026年"
).split()
SIGNS = [
    *"\\^$*+?{}()[]|.-_%/<>&;:'\"  \t\n·０９Ａ￿",
    "\u200b",
    "\u3000",
    "\U00020000",
    "\U0001f600",
    "é",
    "١",
]
TEXTS = st.lists(
    st.sampled_from([*WORDS, *SIGNS]) | st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    max_size=30,
).map("".join)
NAMES = st.lists(st.sampled_from([*"王晓燕艳李明", *SIGNS]), max_size=5).map("".join)


def spent(material: Material) -> dict[str, float]:
    """Seconds of the processor by check; what is too short to be measured is a hundredth."""
    found = {}
    for check in CHECKS_OF_TEXT:
        start = time.process_time()
        list(check.check(material))
        found[check.__name__] = max(0.01, time.process_time() - start)
    return found


class TimeTest(TestCase):
    """Four times the text may take some four times as long; where all is compared with all it is sixteen."""

    world: World
    SIZE, TIMES, AT_MOST, TRIES = 5_000, 4, 8, 3

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def spent_on(self, text: str) -> dict[str, float]:
        Article.objects.filter(pk=self.world.stories["A1"].pk).update(body=text)
        return spent(load(self.world.issue))

    def slow(self, text: Callable[[int], str]) -> dict[str, float]:
        short, long = self.spent_on(text(self.SIZE)), self.spent_on(text(self.TIMES * self.SIZE))
        times = {check: long[check] / short[check] for check in long}
        return {check: each for check, each in times.items() if each >= self.AT_MOST}

    def test_texts_of_any_length(self) -> None:
        load(self.world.issue)
        for name, text in HOSTILE.items():
            with self.subTest(name):
                # Somebody else may have had the processor: what is slow is slow each time.
                tries = (self.slow(text) for _ in range(self.TRIES))
                self.assertIn({}, tries, name)


class AnyTextTest(HypothesisTestCase):
    """Whatever stands in an issue, no check fails, and no two findings are one."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def found(self) -> list[Finding]:
        found = findings(Issue.objects.get(pk=self.world.issue.pk))
        self.assertNotIn("check_failed", [each.code for each in found])
        told = [(each.key, each.text) for each in found]
        self.assertEqual(len({key for key, _text in told}), len(told), sorted(told))
        return found

    @settings(max_examples=60, phases=[Phase.generate])
    @given(data=st.data())
    def test_no_text_makes_a_check_fail(self, data: st.DataObject) -> None:
        def text(size: int, of: st.SearchStrategy[str] = TEXTS) -> str:
            return data.draw(of)[:size]

        world = self.world
        Article.objects.filter(pk=world.stories["A1"].pk).update(
            body=text(4000),
            headline=text(120),
            kicker=text(40),
            dateline=text(60),
            printed_byline=f"记者 {text(100, NAMES)} {text(60)}",
        )
        Photo.objects.filter(article=world.stories["A1"]).update(caption=text(400), place=text(40))
        Page.objects.filter(pk=world.pages["A2"].pk).update(folio=text(120), name=text(20) or "综合")
        credits = Credit.objects.filter(article__in=[world.stories["A1"], world.stories["A2"]])
        for credit in credits:
            Credit.objects.filter(pk=credit.pk).update(
                printed_text=text(60, NAMES) or "王", title=text(40, NAMES)
            )
        self.found()

    def test_names_that_mean_something_to_a_program(self) -> None:
        for printed in ("\\王燕", "^王燕", "(燕", "王(", "王*", "]王", "王-燕", "[^王", "\u200b", "·王燕"):
            with self.subTest(printed):
                self.world.write("A1", printed_byline="记者 王晓燕")
                self.world.stories["A1"].credits.update(printed_text=printed)
                self.found()

    def test_a_day_in_letters_of_another_time(self) -> None:
        self.world.page("A1", folio="A1 要闻 2026年11月30日 ſunday")
        self.assertEqual([each.code for each in self.found()], ["folio_date"])


class KeysTest(ReadingTestCase):
    """Each finding has a key of its own; what is printed twice is told once."""

    def test_twice_is_told_once(self) -> None:
        opened = "下一步，将继续优化营商环境，让企业"
        self.try_defects(
            Kind.JUMPS,
            [("a jump", lambda w: say(w, A1="（下转9版）\n（下转9版）"), [("jump_line_nowhere", "A1")])],
        )
        self.try_defects(
            Kind.FOLIO,
            [
                (
                    "a count",
                    lambda w: w.page("A1", folio="A1 要闻 2026年11月30日 今日8版 共8版"),
                    [("folio_count", "A1")],
                ),
                ("a day", lambda w: say(w, A1="2月30日来了。\n2月30日走了。"), [("no_such_day", "A1")]),
            ],
        )
        self.try_defects(
            Kind.STORIES,
            [
                (
                    "an end",
                    lambda w: say(w, A3=f"好。\n{opened}\n好。\n{opened}\n好。"),
                    [("open_sentence", "A3")],
                ),
                ("a gap", lambda w: say(w, A3="XX镇来了人。\n到XX镇去。"), [("gap", "A3")]),
            ],
        )

    def test_each_is_let_stand_by_itself(self) -> None:
        """What is let stand is told by its key: two things that are wrong have two."""
        cases = {
            "two numbers": lambda w: say(w, A3="种植小麦××亩，投资××万元。"),
            "two numbers of one unit": lambda w: say(w, A3="投资××万元，补贴××万元。"),
            "a town in two stories": lambda w: say(w, A1="田壮镇变了。", A4="田壮镇好。"),
            "a person in two stories": lambda w: [
                w.add(at, body=f"县委书记{name}主持会议。")
                for at, name in (("A1", "刘长河"), ("A1", "刘长河"), ("A2", "刘常河"), ("A4", "刘常河"))
            ],
            "a credit in two stories": lambda w: [
                w.stories[at].credits.filter(person=w.people["王燕"]).update(printed_text="王艳")
                for at in ("A2", "A4")
            ],
            "a reporter in two stories": lambda w: [
                w.add(at, body="一切顺利。（记者 王艳）") for at in ("A2", "A4")
            ],
        }
        for name, seed in cases.items():
            with self.subTest(name):
                found = self._found_after(seed)
                self.assertEqual(len({each.key for each in found}), 2, [each.text for each in found])

    def test_one_more_of_an_end_is_another_finding(self) -> None:
        opened = "\n下一步，将继续优化营商环境，让企业\n好。"
        [once] = self._found_after(lambda w: say(w, A3=f"好。{opened}"))
        [twice] = self._found_after(lambda w: say(w, A3=f"好。{opened}{opened}"))
        self.assertNotEqual(once.key, twice.key)


class FailingCheckTest(ReadingTestCase):
    def test_a_check_that_fails_is_a_finding(self) -> None:
        for check, (kind, subject) in CHECKS.items():
            with (
                self.subTest(check.__name__),
                mock.patch.object(check, "check", side_effect=KeyError("王")),
                self.assertLogs("issues.reading.checks", "ERROR") as log,
            ):
                say(self.world, A3="种植小麦××亩。")
                found = self.world.found()
                [failed] = [each for each in found if each.code == "check_failed"]
                self.assertEqual(failed.kind, kind)
                self.assertIn(str(subject), failed.text)
                self.assertFalse(failed.is_hard)
                self.assertIn("KeyError", log.output[0])
                # The other checks go on.
                self.assertEqual("gap" in [each.code for each in found], check is not stories)

    def test_what_fails_after_some_findings_tells_only_that(self) -> None:
        def fail(material: Material) -> Iterator[Finding]:
            yield Finding(Kind.STORIES, "gap", "", ())
            raise ValueError

        with mock.patch.object(stories, "check", fail), self.assertLogs("issues.reading.checks", "ERROR"):
            self.assertEqual([each.code for each in self.world.found()], ["check_failed"])

    def test_a_database_that_fails_is_no_finding(self) -> None:
        with mock.patch.object(stories, "check", side_effect=DatabaseError), self.assertRaises(DatabaseError):
            self.world.found()
