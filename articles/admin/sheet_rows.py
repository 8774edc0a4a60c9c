"""The rows of the sign-off sheet, how high each stands in print, and which of them one sheet of A4 holds.

A browser breaks a page wherever the text runs out of it. So the rows are counted beforehand, in lines of the
sheet's small print and rather too high than too low: the newest stay, the older ones are summed up in a line.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import pgettext

from articles.admin.step_words import DONE
from articles.models import Article, SignOff, StatusChange
from policy.table import Action

NOTE_LENGTH = 90
NAME_LENGTH = 24
# Cells of the sheet in ems of its small print, as sheet.css sets them.
NOTE_OF_SIGN_OFF, NOTE_OF_STEP, NAME, STEP = 19, 30, 5, 8
HALF, WHOLE, HEADLINE, BESIDE = 22, 50, 40, 56
NARROW = 0.62
# What the rules and the padding of a row add to its lines.
PADDING = 0.4
# The lines of the headline, of kicker and deck, in lines of the small print.
HEADLINE_LINE, BESIDE_LINE = 1.6, 1.15


@dataclass(frozen=True, slots=True)
class Note:
    """A note in full for the screen, and as much of it as a sheet has room for."""

    full: str
    short: str

    @classmethod
    def of(cls, text: str) -> Note:
        full = " ".join(text.split())
        return cls(full, cut(full, length=NOTE_LENGTH))

    @property
    def is_cut(self) -> bool:
        return self.full != self.short


@dataclass(frozen=True, slots=True)
class SignOffRow:
    """A reviewer's signature. `voided` tells by whom, when and through what it was undone."""

    pk: int
    stage_id: int
    stage: str
    role: str
    by: str
    at: str
    note: Note
    text_hash: str
    voided: str = ""

    @classmethod
    def of(cls, sign_off: SignOff) -> SignOffRow:
        return cls(
            pk=sign_off.pk,
            stage_id=sign_off.stage_id,
            stage=sign_off.stage_name,
            role=sign_off.stage.role,
            by=cut(str(sign_off.by), length=NAME_LENGTH),
            at=minute(sign_off.at),
            note=Note.of(sign_off.note),
            text_hash=sign_off.text_hash,
            voided=_voided(sign_off),
        )

    @property
    def short_hash(self) -> str:
        return grouped(self.text_hash[:16], by=4)

    @property
    def height(self) -> float:
        beside = lines(self.note.short, NOTE_OF_SIGN_OFF) * bool(self.note.short)
        told = lines(self.voided, NOTE_OF_SIGN_OFF) if self.voided else 0
        return max(beside + told, lines(self.by, NAME), 1) + PADDING


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the story's life."""

    pk: int
    action: str
    by: str
    at: str
    note: Note

    @classmethod
    def of(cls, step: StatusChange) -> StepRow:
        by = cut(str(step.by or "—"), length=NAME_LENGTH)
        return cls(pk=step.pk, action=_done(step.action), by=by, at=minute(step.at), note=Note.of(step.note))

    @property
    def height(self) -> float:
        beside = max(lines(self.by, NAME), lines(self.action, STEP))
        return max(lines(self.note.short, NOTE_OF_STEP), beside) + PADDING


@dataclass(frozen=True, slots=True)
class Sheet:
    """The room on a sheet of A4, in lines of its small print."""

    height: float = 66
    # Title, heads of the tables, hash and verdict, summaries, the last line.
    fixed: float = 18
    open_stage: float = 2.8

    def room(self, *, facts: float, standing: Sequence[SignOffRow], open_stages: int) -> float:
        """What is left for steps and voided sign-offs once everything that has to stand there does."""
        needed = self.fixed + facts + sum(row.height for row in standing) + open_stages * self.open_stage
        return max(self.height - needed, 0)

    @staticmethod
    def share_of_voided(room: float) -> float:
        """The steps tell of every sign-off too, so they come first."""
        return room * 0.35


SHEET = Sheet()
R = TypeVar("R", SignOffRow, StepRow)


def newest_that_fit(rows: Sequence[R], *, room: float) -> tuple[list[R], list[R]]:
    """Rows in their order, split where the newest fill the room: those before it, those within."""
    left, first = room, len(rows)
    while first and rows[first - 1].height <= left:
        first -= 1
        left -= rows[first].height
    return list(rows[:first]), list(rows[first:])


def step_counts(rows: Iterable[StepRow]) -> str:
    """What happened in the rows, such as 交稿 3，退回作者 2."""
    return "，".join(f"{action} {count}" for action, count in Counter(row.action for row in rows).items())


def fact_lines(article: Article, facts: Sequence[tuple[str, str]]) -> float:
    """How high the headlines and the facts stand: short facts by twos, the last two by themselves."""
    beside = [lines(text, BESIDE) * BESIDE_LINE for text in (article.kicker, article.deck) if text]
    headlines = lines(article.title, HEADLINE) * HEADLINE_LINE + sum(beside)
    values = [value for _label, value in facts]
    pairs = zip(values[:-2:2], values[1:-2:2], strict=True)
    paired = sum(max(lines(left, HALF), lines(right, HALF)) + PADDING for left, right in pairs)
    return headlines + paired + sum(lines(value, WHOLE) + PADDING for value in values[-2:])


def lines(text: str, ems: float) -> int:
    """How many lines the text takes in a column `ems` Chinese characters wide; none takes a line as well."""
    width = sum(1 if unicodedata.east_asian_width(character) in "WFA" else NARROW for character in text)
    return max(math.ceil(width / ems), 1)


def cut(text: str, *, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def grouped(text: str, *, by: int) -> str:
    """`a1b2 c3d4` for a1b2c3d4: what a person can compare."""
    return " ".join(text[start : start + by] for start in range(0, len(text), by))


def minute(at: dt.datetime) -> str:
    """By the clock of the paper."""
    return date_format(localtime(at), "Y-m-d H:i")


def _done(action: str) -> str:
    """The step in words; one of an earlier version by its own name."""
    return str(DONE[Action(action)] if action in list(Action) else action)


def _voided(sign_off: SignOff) -> str:
    """作废 2026-11-22 10:00 王总编 退回作者; empty while the sign-off stands."""
    if sign_off.voided_at is None:
        return ""
    through = {
        "": "",
        Action.VOID.value: pgettext("a sign-off voided through", "the text was changed"),
        Action.RETURN.value: pgettext("a sign-off voided through", "returned to the author"),
        Action.KILL.value: pgettext("a sign-off voided through", "not used"),
    }.get(sign_off.voided_through, sign_off.voided_through)
    by = cut(str(sign_off.voided_by or ""), length=NAME_LENGTH)
    words = [pgettext("a sign-off", "Voided"), minute(sign_off.voided_at), by, through]
    return " ".join(filter(None, words))
