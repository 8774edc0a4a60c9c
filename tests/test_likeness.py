"""How alike two tellings are: the rule by itself, and how well it does on the written pairs.

The pairs of every second kind of event were used to choose the weights and the limit; the figures that count
are those of the other half, which took no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

from articles.search import likeness as rules
from articles.search.analyzer import fold
from articles.search.likeness import ALIKE, OTHER_FIGURES, Rarity, Told, alike, told

PAIRS = Path(__file__).parent / "data" / "told-twice.txt"


@dataclass(frozen=True)
class Telling:
    kind: int
    event: int
    story: Told


@cache
def tellings() -> list[Telling]:
    found: list[Telling] = []
    kind = event = -1
    title = ""
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        mark, _space, rest = line.partition(" ")
        if mark == "##":
            kind += 1
        elif mark == "#":
            event += 1
        elif mark == "=":
            title = fold(rest)
        elif line and kind >= 0:
            found.append(Telling(kind, event, told(title, f"{title}\n{fold(line)}")))
    return found


def likeness(one: Told, other: Told, rarity: Rarity) -> float:
    """Of two stories, with the limit taken away."""
    with patch.object(rules, "ALIKE", 0):
        return alike(one, {"other": other}, rarity).get("other", 0)


def pairs(*, half: int) -> Iterator[tuple[bool, float]]:
    """Of each two tellings of one kind in one town: whether it is one event, and how alike they are."""
    rarity = Rarity([each.story for each in tellings()])
    for one, other in combinations(tellings(), 2):
        if one.kind == other.kind and one.kind % 2 == half:
            yield one.event == other.event, likeness(one.story, other.story, rarity)


def counts(*, half: int) -> tuple[int, int, int, int]:
    """Events told twice, those noticed, pairs of different events, those taken for one."""
    found = list(pairs(half=half))
    same = [alike for is_same, alike in found if is_same]
    others = [alike for is_same, alike in found if not is_same]
    return len(same), sum(a >= ALIKE for a in same), len(others), sum(a >= ALIKE for a in others)


class MeasureTests(TestCase):
    def test_the_half_that_it_was_chosen_on(self) -> None:
        self.assertEqual(counts(half=0), (15, 15, 60, 1))

    def test_the_half_that_was_kept_out(self) -> None:
        """Recall 87 %, precision 87 %. What is taken for one was written by one author in one form."""
        self.assertEqual(counts(half=1), (15, 13, 60, 2))

    def test_events_of_different_kinds_are_never_alike(self) -> None:
        rarity = Rarity([each.story for each in tellings()])
        strangers = [pair for pair in combinations(tellings(), 2) if pair[0].kind != pair[1].kind]
        self.assertLess(max(likeness(a.story, b.story, rarity) for a, b in strangers), ALIKE)


class LikenessTests(TestCase):
    WHEAT = ("麦田返青", "麦田返青\n田庄镇双庙村的1200亩小麦返青，农技员王建国进田指导追肥。")
    AGAIN = ("双庙村追肥忙", "双庙村追肥忙\n王建国是农技员，这几天在双庙村指导乡亲们给1200亩小麦追肥。")

    def of(self, one: tuple[str, str], other: tuple[str, str]) -> float:
        first, second = told(*one), told(*other)
        return likeness(first, second, Rarity([first, second]))

    def test_a_story_is_wholly_like_itself_and_not_at_all_like_a_stranger(self) -> None:
        self.assertAlmostEqual(self.of(self.WHEAT, self.WHEAT), 1)
        self.assertEqual(
            self.of(self.WHEAT, ("校园开学", "校园开学\n新学期第一课讲安全，孩子们听得认真。")), 0
        )

    def test_it_does_not_matter_which_is_named_first(self) -> None:
        self.assertEqual(self.of(self.WHEAT, self.AGAIN), self.of(self.AGAIN, self.WHEAT))
        self.assertGreater(self.of(self.WHEAT, self.AGAIN), ALIKE)

    def test_below_the_limit_nothing_is_told_and_from_it_on_the_same(self) -> None:
        rarity = Rarity([each.story for each in tellings()])
        for one in tellings()[:12]:
            others = {number: each.story for number, each in enumerate(tellings())}
            every = {number: likeness(one.story, other, rarity) for number, other in others.items()}
            enough = {number: score for number, score in every.items() if score >= ALIKE}
            self.assertEqual(alike(one.story, others, rarity), enough)

    def test_what_is_hardly_begun_is_like_nothing(self) -> None:
        for text in ("", "麦田", "2026", "麦田返青麦田返青麦田返青"):
            with self.subTest(text=text):
                self.assertEqual(self.of((text, text), (text, text)), 0)

    def test_a_word_in_both_titles_says_more(self) -> None:
        below = ("追肥忙", f"追肥忙\n{self.WHEAT[1]}")
        self.assertGreater(self.of(self.WHEAT, self.WHEAT), self.of(self.WHEAT, below))

    def test_the_same_phrases_with_other_figures_are_far_less_alike(self) -> None:
        phrase = "镇里投资{}万元，安装路灯{}盏，惠及群众{}户，解决了夜间出行难的问题。"
        one, other = phrase.format(38, 212, 640), phrase.format(45, 180, 520)
        self.assertGreater(self.of(("", one), ("", one)), 0.9)
        self.assertLess(self.of(("", one), ("", other)), OTHER_FIGURES)

    def test_a_part_that_all_stories_have_weighs_less(self) -> None:
        stories = [told(*self.WHEAT), told(*self.AGAIN), told("", "双庙村办起读书会，孩子们来听古诗。")]
        weights = Rarity(stories).weights(told("", "双庙追肥读书"))
        self.assertLess(weights["双庙"], weights["追肥"])
        self.assertLess(weights["追肥"], weights["读书"])
