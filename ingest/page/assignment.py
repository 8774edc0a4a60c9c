"""Which piece belongs to which story, judged for the whole page together.

Every way to give the pieces to the stories that began above them has a score: the evidence for each
join, less a price for each turn and for each sentence nothing ends. The best ways so far are kept (a beam),
so that a late piece can show where an earlier one belongs. A piece that fits nowhere begins a story of its
own, whose beginning stands on another page.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.page.events import Draft, Event
from ingest.page.evidence import WEIGHTS, content_reasons, total
from ingest.page.features import Rarity, Text, features, stock_sentences
from ingest.page.held import Held, PieceTexts, begun
from ingest.page.models import STORY
from ingest.page.units import CROSSHEAD, Unit, body
from towns.gazetteer import Gazetteer

BEAM = 12
# What has more pieces is no page any more: it shall come to an end, and is read in a nearer way.
MOST_PIECES = 400
NARROW_BEAM = 2
FARTHEST = 4  # stories; what began before them is no farther
REACH = 24  # stories back that can take a text; no printed page has as many open
FARTHEST_BACK = 200  # stories to look through for them, briefs and pictures with them


@dataclass(frozen=True, slots=True)
class State:
    """One way to read the page down to here: the story at hand, and what each story holds so far.

    `before` and `choice` lead back over the choices that were made.
    """

    score: float
    current: int
    stories: tuple[Held, ...]
    choice: int = -1
    before: State | None = None

    def choices(self) -> list[int]:
        """The stories that were chosen, the first piece first."""
        state, chosen = self, []
        while state.before is not None:
            chosen.append(state.choice)
            state = state.before
        return chosen[::-1]


class Assignment:
    """The pieces and the stories of one page, and the search for the best way to bring them together.

    Stories go by their number in the order in which they begin.
    """

    def __init__(self, events: Sequence[Event], gazetteer: Gazetteer) -> None:
        self.pieces: list[PieceTexts] = []
        self.steps: list[Held | PieceTexts] = []  # what begins and what has to be placed, in page order
        self._gazetteer = gazetteer
        self._stock = stock_sentences(body(unit).text for event in events for unit in event.units)
        self._own: dict[int, Held] = {}
        self._read(events)

    def _read(self, events: Sequence[Event]) -> None:
        texts: list[Text] = []
        stretches: list[int] = []
        stretch = 0
        for event in events:
            is_draft = isinstance(event, Draft)
            stretch += is_draft
            units = event.title + event.units if isinstance(event, Draft) else event.units
            found = tuple(self._features(unit) for unit in units if body(unit).text)
            texts += found
            stretches += [stretch] * len(found)
            if isinstance(event, Draft):
                self.steps.append(begun(event, found))
            else:
                self.pieces.append(PieceTexts(len(self.pieces), event, found))
                self.steps.append(self.pieces[-1])
        self._rarity = Rarity(texts, stretches)
        self._pairs = frozenset().union(*(text.grams for text in texts))

    @property
    def is_page(self) -> bool:
        """Whether there are no more pieces than a printed page can have."""
        return len(self.pieces) <= MOST_PIECES

    def _features(self, unit: Unit) -> Text:
        return features(
            body(unit).text,
            self._gazetteer,
            is_indented=unit.block.is_indented,
            is_crosshead=unit.kind == CROSSHEAD,
            stock=self._stock,
        )

    def best(self) -> State:
        """The best way found to read the whole page."""
        states = [State(0.0, -1, ())]
        for step in self.steps:
            if isinstance(step, Held):
                states = [self.begun(state, step) for state in states]
            else:
                states = self._extended(states, step)
        return max(states, key=lambda state: state.score + unfinished(state.stories))

    def begun(self, state: State, story: Held) -> State:
        number = len(state.stories)
        is_story = story.draft.kind == STORY and not story.draft.is_brief
        current = number if is_story or state.current < 0 else state.current
        return State(state.score, current, (*state.stories, story), state.choice, state.before)

    def _extended(self, states: list[State], piece: PieceTexts) -> list[State]:
        grown = (
            (state.score + self.score(state, piece, choice), -rank, state, choice)
            for rank, state in enumerate(states)
            for choice in self.candidates(state)
        )
        best = heapq.nlargest(BEAM if self.is_page else NARROW_BEAM, grown, key=lambda each: each[:2])
        return [self.given(state, piece, choice, score) for score, _rank, state, choice in best]

    def given(self, state: State, piece: PieceTexts, choice: int, score: float) -> State:
        """The state with the piece on story `choice`."""
        stories = list(state.stories)
        stories[choice : choice + 1] = [self.story(state, piece, choice)]
        if choice < len(state.stories):
            stories[choice] = stories[choice].with_piece(piece)
        return State(score, choice, tuple(stories), choice, state)

    def story(self, state: State, piece: PieceTexts, choice: int) -> Held:
        """The story of this number; the one the piece begins itself if there is none yet."""
        if choice < len(state.stories):
            return state.stories[choice]
        if piece.number not in self._own:
            draft = Draft(STORY, units=piece.piece.units, is_loose=True)
            self._own[piece.number] = begun(draft, piece.texts)
        return self._own[piece.number]

    def candidates(self, state: State) -> list[int]:
        """The stories a piece can go to, the latest first after the next number for one of its own."""
        begun = len(state.stories)
        takers = (
            i for i in range(begun - 1, max(-1, begun - 1 - FARTHEST_BACK), -1) if _takes(state.stories[i])
        )
        return [begun, *islice(takers, REACH)]

    def score(self, state: State, piece: PieceTexts, choice: int) -> float:
        if choice == len(state.stories):
            return WEIGHTS["own-story"]
        _reasons, content = self._content(piece, state.stories[choice])
        return content + total(self._place_reasons(state, piece, choice))

    def reasons(self, state: State, piece: PieceTexts, choice: int) -> dict[str, float]:
        """All that speaks for and against the choice."""
        if choice == len(state.stories):
            return {"own-story": 1.0}
        reasons, _total = self._content(piece, state.stories[choice])
        return reasons | self._place_reasons(state, piece, choice)

    def _content(self, piece: PieceTexts, story: Held) -> tuple[dict[str, float], float]:
        if piece.number not in story.evidence:
            reasons = content_reasons(
                piece, story, rarity=self._rarity, pairs=self._pairs, gazetteer=self._gazetteer
            )
            story.evidence[piece.number] = reasons, total(reasons)
        return story.evidence[piece.number]

    def _place_reasons(self, state: State, piece: PieceTexts, choice: int) -> dict[str, float]:
        """What the places of the piece and of the stories on the page tell."""
        reasons: dict[str, float] = {}
        if state.stories[choice].is_open:
            reasons["open-join" if choice == state.current else "waiting"] = 1.0
        if choice != state.current:
            reasons.update(_leaving(state, piece))
            reasons["distance"] = float(_distance(state.stories, choice))
        return reasons


def _distance(stories: Sequence[Held], choice: int) -> int:
    """How many stories began since the one of this number."""
    later = (i for i in range(choice + 1, len(stories)) if stories[i].draft.kind == STORY)
    return sum(1 for _number in islice(later, FARTHEST))


def _takes(story: Held) -> bool:
    """Whether a text can go on a story: not on a picture, nor on a brief that is whole."""
    return story.draft.kind == STORY and (story.is_open or not story.draft.is_brief)


def _leaving(state: State, piece: PieceTexts) -> dict[str, float]:
    """The price of turning away from the story at hand."""
    story = state.stories[state.current] if state.current >= 0 else None
    if story is not None and story.is_open:
        return {"leave-open": 1.0}
    reasons = {"leave-interrupted" if piece.piece.after_interruption else "leave": 1.0}
    if story is not None and story.is_beginning:
        reasons["leave-early"] = 1.0
    return reasons


def unfinished(stories: Sequence[Held]) -> float:
    """The price of sentences and crossheads that nothing follows."""
    tails = [story.tail for story in stories if story.draft.kind == STORY and story.tail is not None]
    lost = sum(tail.is_open for tail in tails)
    bare = sum(tail.is_crosshead for tail in tails)
    return WEIGHTS["left-open"] * lost + WEIGHTS["crosshead-left"] * bare
