"""Which piece belongs to which story, judged for the whole page together.

Every way to give the pieces to the stories that began above them has a score: the evidence for each
join, less a price for each turn and for each sentence nothing ends. The best ways so far are kept (a beam),
so that a late piece can show where an earlier one belongs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.page.events import Draft, Piece
from ingest.page.evidence import (
    WEIGHTS,
    Rarity,
    Text,
    anaphora_reasons,
    features,
    join_reasons,
    opens_paragraph,
    place_reasons,
    stock_sentences,
    total,
)
from ingest.page.units import Unit, body
from towns.gazetteer import Gazetteer

BEAM = 12
CLOSE_CALL = 1.0
REACH = 40  # stories back; no printed page begins as many


@dataclass(frozen=True, slots=True)
class Choice:
    """The story a piece was given to, why, and how far the next best story was behind."""

    draft: int
    reasons: tuple[tuple[str, float], ...]
    margin: float


@dataclass(frozen=True, slots=True)
class _State:
    """One way to read the page down to here: for each draft the texts it holds so far."""

    score: float
    current: int
    texts: tuple[tuple[int, ...], ...]
    choices: tuple[int, ...]


class Assignment:
    """Finds the best way for one page; `choices()` gives one Choice a piece, in page order."""

    def __init__(self, events: Sequence[Draft | Piece], gazetteer: Gazetteer) -> None:
        self.drafts = [event for event in events if isinstance(event, Draft)]
        self.pieces = [event for event in events if isinstance(event, Piece)]
        self._events = events
        self._gazetteer = gazetteer
        self._stock = stock_sentences(body(unit).text for event in events for unit in event.units)
        self._texts: list[Text] = []
        self._stretches: list[int] = []
        self._own: list[tuple[int, ...]] = []
        self._piece_texts: list[tuple[int, ...]] = []
        for event in events:
            if isinstance(event, Draft):
                self._own.append(self._add(event.title + event.units, stretch=len(self._own) + 1))
            else:
                self._piece_texts.append(self._add(event.units, stretch=len(self._own)))
        self._rarity = Rarity(self._texts, self._stretches)
        self._pairs = frozenset().union(*(text.grams for text in self._texts))
        self._counts: dict[tuple[int, ...], Counter[str]] = {(): Counter()}
        self._evidence: dict[tuple[int, tuple[int, ...]], dict[str, float]] = {}

    def choices(self) -> list[Choice]:
        states = [_State(0.0, -1, (), ())]
        draft_number = piece_number = 0
        for event in self._events:
            if isinstance(event, Draft):
                states = [self._begun(state, draft_number) for state in states]
                draft_number += 1
            else:
                states = self._extended(states, piece_number)
                piece_number += 1
        if not states or not self.pieces:
            return []
        best = max(states, key=lambda state: state.score + self._unfinished(state))
        return self._explained(best)

    def _features(self, text: str, unit: Unit) -> Text:
        is_crosshead = unit.kind == "crosshead"
        return features(
            text,
            self._gazetteer,
            is_indented=unit.block.is_indented,
            is_crosshead=is_crosshead,
            stock=self._stock,
        )

    def _add(self, units: Sequence[Unit], *, stretch: int) -> tuple[int, ...]:
        """Register the texts of `units`; each unit is compared by its body text."""
        numbers = []
        for unit in units:
            text = body(unit).text
            if text:
                self._texts.append(self._features(text, unit))
                self._stretches.append(stretch)
                numbers.append(len(self._texts) - 1)
        return tuple(numbers)

    def _begun(self, state: _State, number: int) -> _State:
        draft = self.drafts[number]
        is_story = draft.kind == "story" and not draft.is_brief
        current = number if is_story or state.current < 0 else state.current
        return replace(state, current=current, texts=(*state.texts, self._own[number]))

    def _extended(self, states: list[_State], number: int) -> list[_State]:
        grown = [
            self._given(state, number, draft, total(reasons))
            for state in states
            for draft, reasons in self._candidates(state, number)
        ]
        grown.sort(key=lambda state: -state.score)
        return grown[:BEAM]

    def _given(self, state: _State, number: int, draft: int, score: float) -> _State:
        texts = list(state.texts)
        texts[draft] = texts[draft] + self._piece_texts[number]
        return _State(state.score + score, draft, tuple(texts), (*state.choices, draft))

    def _candidates(self, state: _State, number: int) -> list[tuple[int, dict[str, float]]]:
        within_reach = range(max(0, len(state.texts) - REACH), len(state.texts))
        usable = [i for i in within_reach if self._can_grow(i, state)]
        return [(i, self._reasons(state, number, i)) for i in usable or within_reach]

    def _can_grow(self, draft: int, state: _State) -> bool:
        return self.drafts[draft].kind == "story" or draft == state.current

    def _reasons(self, state: _State, number: int, draft: int) -> dict[str, float]:
        reasons = dict(self._content(state, number, draft))
        tail = self._tail(draft, state)
        if tail is not None and tail.is_open:
            reasons["open-join" if draft == state.current else "waiting"] = 1.0
        if draft != state.current:
            reasons.update(self._leaving(state, number))
            reasons["distance"] = float(
                min(4, sum(d.kind == "story" for d in self.drafts[draft + 1 : len(state.texts)]))
            )
        if self.drafts[draft].is_brief:
            reasons["after-brief"] = 1.0
        return reasons

    def _leaving(self, state: _State, number: int) -> dict[str, float]:
        """The price of turning away from the story at hand."""
        tail = self._tail(state.current, state)
        if tail is not None and tail.is_open:
            heads = [self._texts[n] for n in self._piece_texts[number][:1]]
            is_plain = any(head.is_indented is None and not opens_paragraph(head) for head in heads)
            return {"leave-open": 1.0, "leave-plain": float(is_plain)}
        reasons = {"leave-interrupted" if self.pieces[number].after_interruption else "leave": 1.0}
        if state.current >= 0 and state.texts[state.current] == self._own[state.current]:
            reasons["leave-early"] = 1.0
        return reasons

    def _tail(self, draft: int, state: _State) -> Text | None:
        numbers = state.texts[draft] if 0 <= draft < len(state.texts) else ()
        return self._texts[numbers[-1]] if numbers else None

    def _content(self, state: _State, number: int, draft: int) -> dict[str, float]:
        """The evidence that does not depend on where the other stories stand."""
        key = (number, state.texts[draft])
        if key not in self._evidence:
            self._evidence[key] = self._weighed(state, number, draft)
        return self._evidence[key]

    def _weighed(self, state: _State, number: int, draft: int) -> dict[str, float]:
        piece = [self._texts[n] for n in self._piece_texts[number]]
        story = [self._texts[n] for n in state.texts[draft]]
        if not piece or not story:
            return self._byline_reasons(state, number, draft)
        body = piece[-1]
        reasons = {
            "shared": self._rarity.shared(body, self._counted(state.texts[draft])),
            "phrases": self._rarity.phrases(body, story),
        }
        reasons.update(join_reasons(story[-1], piece[0], self._pairs, self._gazetteer))
        if piece[0].is_crosshead and any(text.is_crosshead for text in story):
            reasons["twin-crosshead"] = 1.0
        reasons.update(place_reasons(body, story))
        reasons.update(anaphora_reasons(body, story))
        reasons.update(self._byline_reasons(state, number, draft))
        return reasons

    def _counted(self, numbers: tuple[int, ...]) -> Counter[str]:
        """How many of the texts print each two-character group; built on the count without the last text."""
        if numbers not in self._counts:
            counts = self._counted(numbers[:-1]).copy()
            counts.update(self._texts[numbers[-1]].grams)
            self._counts[numbers] = counts
        return self._counts[numbers]

    def _byline_reasons(self, state: _State, number: int, draft: int) -> dict[str, float]:
        given = [self.pieces[i] for i, chosen in enumerate(state.choices) if chosen == draft]
        units = [*self.drafts[draft].units, *(unit for piece in given for unit in piece.units)]
        reasons: dict[str, float] = {}
        if any(unit.ends_story for unit in units):
            reasons["after-end-byline"] = 1.0
        if self.pieces[number].units[-1].byline.credits:
            has_byline = any(unit.byline.credits for unit in units)
            reasons["second-byline" if has_byline else "end-byline"] = 1.0
        return reasons

    def _unfinished(self, state: _State) -> float:
        tails = [self._tail(i, state) for i, draft in enumerate(self.drafts) if draft.kind == "story"]
        lost = sum(tail is not None and tail.is_open for tail in tails)
        bare = sum(tail is not None and tail.is_crosshead for tail in tails)
        return WEIGHTS["left-open"] * lost + WEIGHTS["crosshead-left"] * bare

    def _explained(self, best: _State) -> list[Choice]:
        """Walk the best way once more, for the reasons and the runner-up at each piece."""
        state = _State(0.0, -1, (), ())
        explained: list[Choice] = []
        drafts = 0
        for event in self._events:
            if isinstance(event, Draft):
                state = self._begun(state, drafts)
                drafts += 1
                continue
            number = len(explained)
            scored = self._candidates(state, number)
            chosen = best.choices[number]
            reasons = dict(scored)[chosen]
            others = [total(each) for draft, each in scored if draft != chosen]
            margin = total(reasons) - max(others) if others else 99.0
            explained.append(Choice(chosen, tuple(sorted(reasons.items())), margin))
            state = self._given(state, number, chosen, 0.0)
        return explained
