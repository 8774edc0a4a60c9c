"""The choice made for each piece, why it was made, and what comes next."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ingest.page.assignment import Assignment, State, unfinished
from ingest.page.events import Draft
from ingest.page.held import Held, PieceTexts
from ingest.page.models import Fragment, Rival
from ingest.page.reasons import ALONE, SENTENCES, strongest

RIVALS = 2
# A rival so far behind by itself is not tried out on the page.
OUT_OF_SIGHT = 3.0
WINDOW = 15  # steps in which a choice shows its effect


def explained(assignment: Assignment, best: State) -> Iterator[Fragment]:
    """A fragment for each piece, in page order."""
    walk = _Walk(assignment, best)
    return (walk.fragment(piece) for piece in assignment.pieces)


class _Walk:
    """The best way down the page, step by step, from which each piece can turn aside."""

    def __init__(self, assignment: Assignment, best: State) -> None:
        self._assignment = assignment
        self._in_sight = OUT_OF_SIGHT if assignment.is_page else -math.inf
        self._chosen = [best.stories[number].draft for number in best.choices()]
        self._states = [State(0.0, -1, ())]
        self._step_of: list[int] = []
        for step in assignment.steps:
            if isinstance(step, PieceTexts):
                self._step_of.append(len(self._states) - 1)
            self._states.append(self._next(self._states[-1], step, {}))

    def fragment(self, piece: PieceTexts) -> Fragment:
        state = self._states[self._step_of[piece.number]]
        own = len(state.stories)
        chosen = _number(state, self._chosen[piece.number])
        scores = {i: self._assignment.score(state, piece, i) for i in self._assignment.candidates(state)}
        nearest = sorted((i for i in scores if i != chosen), key=lambda i: -scores[i])[: RIVALS + 1]
        behind = {i: scores[chosen] - scores[i] for i in nearest}
        tried = {i: self._behind(piece, i) if behind[i] < self._in_sight else behind[i] for i in nearest}
        ranked = sorted(nearest, key=lambda i: tried[i])[:RIVALS]
        because = self._because(state, piece, chosen, ranked[0]) if ranked else ALONE
        return Fragment(
            spans=tuple(span for unit in piece.piece.units for span in unit.block.printed.spans),
            line=piece.piece.units[0].block.first,
            story=chosen,
            score=scores[chosen],
            because=because,
            reason=SENTENCES[because],
            rivals=tuple(Rival(None if i == own else i, tried[i]) for i in ranked),
            begins_story=chosen == own,
        )

    def _because(self, state: State, piece: PieceTexts, chosen: int, rival: int) -> str:
        reasons = [self._assignment.reasons(state, piece, choice) for choice in (chosen, rival)]
        return strongest(*reasons)

    def _behind(self, piece: PieceTexts, rival: int) -> float:
        """How much less the page scores if the piece goes to `rival`: alone, or with what follows it."""
        state = self._states[self._step_of[piece.number]]
        draft = self._assignment.story(state, piece, rival).draft
        together = dict.fromkeys(self._following(piece), draft)
        return min(self._loss(piece, changed) for changed in ({piece.number: draft}, together))

    def _following(self, piece: PieceTexts) -> list[int]:
        """The piece and those right below it that went to the same story."""
        run = []
        for step in self._assignment.steps[self._step_of[piece.number] :]:
            if isinstance(step, Held) or self._chosen[step.number] is not self._chosen[piece.number]:
                break
            run.append(step.number)
        return run

    def _loss(self, piece: PieceTexts, changed: dict[int, Draft]) -> float:
        first = self._step_of[piece.number]
        last = min(first + WINDOW + len(changed), len(self._assignment.steps))
        state = self._states[first]
        for step in self._assignment.steps[first:last]:
            state = self._next(state, step, changed)
        return _whole(self._states[last]) - _whole(state)

    def _next(self, state: State, step: Held | PieceTexts, changed: dict[int, Draft]) -> State:
        if isinstance(step, Held):
            return self._assignment.begun(state, step)
        choice = _number(state, changed.get(step.number, self._chosen[step.number]))
        score = state.score + self._assignment.score(state, step, choice)
        return self._assignment.given(state, step, choice, score)


def _number(state: State, draft: Draft) -> int:
    """The number of a story; the next one if it has not begun, as when the piece that began it is moved."""
    numbers = range(len(state.stories) - 1, -1, -1)
    return next((i for i in numbers if state.stories[i].draft is draft), len(state.stories))


def _whole(state: State) -> float:
    return state.score + unfinished(state.stories)
