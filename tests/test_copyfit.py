"""Copyfitting: what is over or missing, in characters and in lines, and how a text is shared out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.board.copyfit import Fit, share_out


@pytest.mark.parametrize(
    ("actual", "planned", "word", "difference", "lines"),
    [
        (1000, 1000, "fits", 0, 0),
        (1019, 1000, "fits", 0, 0),  # No compositor counts closer than two in a hundred.
        (1027, 1000, "over", 27, 3),
        (950, 1000, "under", -50, 4),
        (0, 1000, "under", -1000, 77),
        (500, None, "", 0, 0),
        (500, 0, "", 0, 0),
    ],
)
def test_what_is_over_or_missing_is_told(
    actual: int, planned: int | None, word: str, difference: int, lines: int
) -> None:
    fit = Fit(actual, planned, 13)
    assert (fit.word, fit.difference, fit.lines) == (word, difference, lines)
    assert fit.surplus - fit.room == difference


@pytest.mark.parametrize(
    ("length", "planned", "shares"),
    [
        (1000, [None], [1000]),
        (1000, [300], [1000]),  # Its only place has all of it, whatever it plans: the fit tells.
        (1000, [300, None], [300, 700]),
        (1000, [300, 200, 100], [300, 200, 500]),
        (1000, [None, 300], [1000, 0]),
        (200, [300, 300], [200, 0]),
    ],
)
def test_a_text_is_shared_out_over_its_places(
    length: int, planned: list[int | None], shares: list[int]
) -> None:
    assert share_out(length, planned) == shares


@given(st.integers(0, 10_000), st.lists(st.none() | st.integers(1, 5000), min_size=1, max_size=6))
def test_no_character_is_lost_or_doubled(length: int, planned: list[int | None]) -> None:
    shares = share_out(length, planned)
    assert sum(shares) == length
    assert all(share >= 0 for share in shares)
