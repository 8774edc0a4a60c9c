"""The answers to the questions of two texts: which one, both, or words of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.admin.merge_words import LINES, label, marked, missing, picture_of, shown
from articles.models import Photo
from articles.revisions.conflicts import Meeting
from articles.revisions.merge_story import PROSE, Question

ENDS = tuple("。！？；!?;”’」』）)》\n")


class Choice(StrEnum):
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    OWN = "own"


LABELS: dict[Choice, Any] = {
    Choice.MINE: _("Take mine"),
    Choice.THEIRS: _("Take theirs"),
    Choice.BOTH: _("Keep both"),
    Choice.OWN: _("Write it myself"),
}


@dataclass(frozen=True)
class Asked:
    """A question with what was answered so far."""

    question: Question
    meeting: Meeting
    sent: Mapping[str, Any]
    is_sent: bool

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def label(self) -> str:
        return label(self.question.path, self.meeting)

    @property
    def is_text(self) -> bool:
        """Several sentences: both can stand, one after the other."""
        return self.question.path[-1] in PROSE

    @property
    def is_line(self) -> bool:
        return self.question.path[-1] in LINES

    @property
    def choices(self) -> Iterator[tuple[Choice, Any]]:
        clash = self.question.clash
        for choice, name in LABELS.items():
            is_of_text = {Choice.BOTH: self.is_text, Choice.OWN: self.is_text or self.is_line}
            if is_of_text.get(choice, True) and not (
                choice == Choice.BOTH and not (clash.mine and clash.theirs)
            ):
                yield choice, name

    @property
    def chosen(self) -> Choice | None:
        given = self.sent.get(f"choice-{self.key}")
        return next((choice for choice, _name in self.choices if choice == given), None)

    @property
    def is_open(self) -> bool:
        return self.is_sent and self.chosen is None

    # What is shown

    @property
    def base(self) -> str:
        return shown(self.question.path, self.question.clash.base) or missing(self.question.path)

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Theirs, which was saved, and mine, each with what the other has not marked."""
        path, clash = self.question.path, self.question.clash
        theirs, mine = shown(path, clash.theirs).strip("\n"), shown(path, clash.mine).strip("\n")
        return [
            {
                "name": Choice.THEIRS,
                "text": marked(theirs, mine, is_new=False) or missing(path),
                "picture": self._picture(clash.theirs),
            },
            {
                "name": Choice.MINE,
                "text": marked(mine, theirs, is_new=True) or missing(path),
                "picture": self._picture(clash.mine),
            },
        ]

    def _picture(self, value: Any) -> Photo | None:
        return picture_of(self.question.path, value)

    @property
    def own(self) -> str:
        """What was written, or mine to begin from."""
        typed = self.sent.get(f"own-{self.key}")
        if typed is not None:
            return str(typed)
        return str(self.question.clash.mine or self.question.clash.theirs).strip("\n")

    # What is answered

    def value_of(self, choice: Choice) -> Any:
        clash = self.question.clash
        if choice == Choice.MINE:
            return clash.mine
        if choice == Choice.THEIRS:
            return clash.theirs
        return self.both if choice == Choice.BOTH else self._own_value()

    @property
    def both(self) -> str:
        """The saved one first; a line that ends without a mark stays a line."""
        clash = self.question.clash
        is_apart = clash.theirs.endswith(ENDS) or clash.mine.startswith("\n")
        return f"{clash.theirs}{'' if is_apart else chr(10)}{clash.mine}"

    def _own_value(self) -> str:
        typed = self.own.replace("\r\n", "\n").replace("\0", "")
        if not self.is_text:
            return " ".join(typed.split())
        return self._in_its_lines(typed.strip("\n"))

    def _in_its_lines(self, text: str) -> str:
        """In place of lines of their own stand lines of their own."""
        sides = [side for side in (self.question.clash.mine, self.question.clash.theirs) if side]
        before = "\n" if all(side.startswith("\n") for side in sides) else ""
        after = "\n" if all(side.endswith("\n") for side in sides) else ""
        return f"{before}{text}{after}" if text else ""


@dataclass(frozen=True)
class Answers:
    """What the page was sent, beside the questions as they are now."""

    meeting: Meeting
    sent: Mapping[str, Any]
    is_sent: bool

    @cached_property
    def asked(self) -> list[Asked]:
        return [Asked(each, self.meeting, self.sent, self.is_sent) for each in self.meeting.questions]

    @property
    def is_complete(self) -> bool:
        return all(asked.chosen for asked in self.asked)

    def values(self) -> dict[str, Any]:
        return {asked.key: asked.value_of(asked.chosen) for asked in self.asked if asked.chosen}

    @property
    def strayed(self) -> list[str]:
        """What was written for places that are others by now: the story was saved again."""
        known = {asked.key for asked in self.asked}
        return [text for key, text in own_words(self.sent).items() if key not in known]

    @property
    def seen(self) -> str:
        """The version that the page was made of."""
        return str(self.sent.get("version", ""))


def own_words(sent: Mapping[str, Any]) -> dict[str, str]:
    """What somebody wrote in place of both texts, by the question that it answers."""
    keys = (name.removeprefix("own-") for name in sent if name.startswith("own-"))
    written = {key: str(sent[f"own-{key}"]) for key in keys if sent.get(f"choice-{key}") == Choice.OWN}
    return {key: text for key, text in written.items() if text.strip()}
