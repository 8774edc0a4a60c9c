"""The choice made for each piece, why it was made, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.page.assignment import Assignment, State
from ingest.page.held import Held

CLOSE_CALL = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The story a piece was given to, and how far the next best story was behind."""

    draft: int
    margin: float


def choices(assignment: Assignment) -> list[Choice]:
    """One choice a piece, in page order."""
    if not assignment.pieces:
        return []
    chosen = iter(assignment.best().choices())
    state = State(0.0, -1, ())
    explained: list[Choice] = []
    for step in assignment.steps:
        if isinstance(step, Held):
            state = assignment.begun(state, step)
            continue
        choice = next(chosen)
        scores = {i: assignment.score(state, step, i) for i in assignment.candidates(state)}
        others = [score for i, score in scores.items() if i != choice]
        explained.append(Choice(choice, scores[choice] - max(others) if others else 99.0))
        state = assignment.given(state, step, choice, 0.0)
    return explained
