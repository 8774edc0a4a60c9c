"""The judge of `bench/release_on_time.py` sees what it is there to see."""

from __future__ import annotations

import pytest

from bench.release_watch import Answer, Surface, View, judge, lateness, staleness

T = 1000.0


def answer(
    begun: float, view: View, *, surface: str = "home", took: float = 0.01, kept: bool = False
) -> Answer:
    return Answer(surface, 0, T + begun, T + begun + took, view, kept)


CLEAN = [answer(-0.5, View.NONE), answer(-0.005, View.WHOLE), answer(0.1, View.WHOLE)]


def test_an_issue_that_appears_in_time_has_no_fault() -> None:
    assert len(judge(CLEAN, moment=T)) == 0
    assert lateness(CLEAN, "home", moment=T) == pytest.approx(0.005)
    assert staleness(CLEAN, "home", moment=T) == 0
    assert staleness([*CLEAN, answer(0.3, View.NONE)], "home", moment=T) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("early", answer(-0.2, View.WHOLE)),
        ("partial", answer(0.1, View.PART)),
        ("late", answer(1.2, View.NONE)),
        ("gone", answer(0.3, View.NONE)),
        ("gone", answer(0.3, View.NONE, surface="feed")),
        ("kept", answer(-0.3, View.NONE, kept=True)),
    ],
)
def test_each_fault_is_found(fault: str, wrong: Answer) -> None:
    assert getattr(judge([*CLEAN, wrong], moment=T), fault) == [wrong]


def test_a_page_with_one_half_is_neither_before_nor_after() -> None:
    page = Surface("home", "/", ("甲", "乙"))
    assert [page.view(200, body) for body in ("", "甲", "甲乙")] == [View.NONE, View.PART, View.WHOLE]
    assert [page.view(status, "") for status in (404, 500)] == [View.NONE, View.PART]
    assert Surface("photo", "/p.webp").view(200, "") == View.WHOLE
