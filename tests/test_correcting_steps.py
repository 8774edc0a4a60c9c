"""Undone step by step, a reading is what it was, character for character; done again, what it became."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from ingest.correcting import Reading, from_dict, to_dict
from ingest.correcting.steps import MOST_STEPS, Step, taken, with_step
from tests.test_correcting import PAGE, AnyChanges, reading_of


class AnySteps(AnyChanges):
    """Whatever is done, undone and done again, in whatever order."""

    @initialize(text=st.just(PAGE))
    def begin(self, text: str) -> None:
        super().begin(text)
        self.back: list[Step] = []
        self.forward: list[Step] = []
        self.readings, self.at = [self.data], 0

    @property
    def data(self) -> dict[str, Any]:
        return to_dict(self.reading)

    def do(self, change: Callable[..., Reading], *arguments: object, **named: object) -> None:
        before = self.data
        super().do(change, *arguments, **named)
        if self.data != before:
            self.back, self.forward = with_step(self.back, to=before, of=self.data), []
            self.readings, self.at = [*self.readings[: self.at + 1], self.data], self.at + 1

    @rule(number=st.integers(1, 6))
    def undo(self, number: int) -> None:
        for _step in range(min(number, len(self.back))):
            before = self.data
            self.put(taken(before, self.back.pop()))
            self.forward = with_step(self.forward, to=before, of=self.data)
            self.at -= 1

    @rule(number=st.integers(1, 6))
    def do_again(self, number: int) -> None:
        for _step in range(min(number, len(self.forward))):
            before = self.data
            self.put(taken(before, self.forward.pop()))
            self.back = with_step(self.back, to=before, of=self.data)
            self.at += 1

    def put(self, data: dict[str, Any]) -> None:
        self.reading = from_dict(data, self.reading.text)
        self.accepted = {story.key: story.parts for story in self.reading.stories if story.is_accepted}

    @invariant()
    def it_is_the_reading_of_so_many_steps_before(self) -> None:
        assert self.data == self.readings[self.at]
        assert [len(self.back), len(self.forward)] == [self.at, len(self.readings) - 1 - self.at]


AnySteps.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=24,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAnySteps = AnySteps.TestCase


def test_a_step_keeps_what_changed_and_nothing_else() -> None:
    before = to_dict(reading_of())
    last = before["questions"][-1]
    after = before | {"questions": [*before["questions"][:-1], last | {"settled": True}]}
    (step,) = with_step([], to=before, of=after)
    assert step == {"questions": [len(before["questions"]) - 1, 1, [last]]}


def test_the_oldest_steps_are_let_go() -> None:
    now = to_dict(reading_of())
    kept: list[Step] = []
    for number in range(MOST_STEPS + 5):
        then = now | {"furniture": [[number, number + 1]]}
        kept, now = with_step(kept, to=now, of=then), then
    assert len(kept) == MOST_STEPS
    for number in reversed(range(4, MOST_STEPS + 4)):
        now = taken(now, kept.pop())
        assert now["furniture"] == [[number, number + 1]]
