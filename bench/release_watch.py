"""What readers get while an issue appears: one answer after the other, and what is wrong with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http.client import HTTPConnection, HTTPException
from itertools import cycle

LATEST_SECONDS = 1.0
TIMEOUT_SECONDS = 20


class View(Enum):
    NONE = "none"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True)
class Surface:
    """An address, and what stands there of the issue once it is out: before that nothing of it."""

    name: str
    address: str
    marks: tuple[str, ...] = ()

    def view(self, status: int, body: str) -> View:
        """404 before the time, where the address is of the issue itself."""
        if status not in (200, 404):
            return View.PART
        found = sum(mark in body for mark in self.marks)
        if status == 404:
            return View.PART if found else View.NONE
        return View.WHOLE if found == len(self.marks) else View.PART if found else View.NONE


@dataclass(frozen=True)
class Answer:
    surface: str
    worker: int
    begun: float
    ended: float
    view: View
    # A cache could give it out again unasked.
    may_be_kept: bool = False


@dataclass
class Faults:
    early: list[Answer] = field(default_factory=list)
    partial: list[Answer] = field(default_factory=list)
    late: list[Answer] = field(default_factory=list)
    # Somebody had seen the issue, somewhere, before this was asked for.
    gone: list[Answer] = field(default_factory=list)
    kept: list[Answer] = field(default_factory=list)

    def of(self, surface: str) -> list[int]:
        return [sum(answer.surface == surface for answer in found) for found in vars(self).values()]

    def __len__(self) -> int:
        return sum(map(len, vars(self).values()))

    def add(self, other: Faults) -> None:
        for name, found in vars(other).items():
            getattr(self, name).extend(found)


def judge(answers: Iterable[Answer], *, moment: float) -> Faults:
    """An answer that ended before the moment says nothing of the issue, one begun a second after it all.

    What anybody saw is there for everybody who asks after that, on every surface and of every worker.
    """
    answers = list(answers)
    seen_at = min((answer.ended for answer in answers if answer.view != View.NONE), default=float("inf"))
    faults = Faults()
    for answer in answers:
        is_none = answer.view == View.NONE
        if not is_none and answer.ended < moment:
            faults.early.append(answer)
        if answer.view == View.PART:
            faults.partial.append(answer)
        if is_none and answer.begun > moment + LATEST_SECONDS:
            faults.late.append(answer)
        if is_none and answer.begun > seen_at:
            faults.gone.append(answer)
        if is_none and answer.may_be_kept:
            faults.kept.append(answer)
    return faults


def lateness(answers: Iterable[Answer], surface: str, *, moment: float) -> float:
    """From the moment to the first whole answer in a reader's hands: the wait for the next poll included."""
    own = [answer.ended for answer in answers if answer.surface == surface and answer.view == View.WHOLE]
    return min(own, default=float("inf")) - moment


def staleness(answers: Iterable[Answer], surface: str, *, moment: float) -> float:
    """How long after the moment somebody could still ask and be told nothing of the issue."""
    own = [answer.begun for answer in answers if answer.surface == surface and answer.view == View.NONE]
    return max([moment, *own]) - moment


class Watch:
    """A thread for each surface asks again and again, of the workers in turn."""

    def __init__(
        self, surfaces: Sequence[Surface], *, ports: Sequence[int], hertz: float, now: Callable[[], float]
    ) -> None:
        self.ports, self.pause, self.now = ports, 1 / hertz, now
        self.answers: list[Answer] = []
        self.ended = threading.Event()
        self.threads = [
            threading.Thread(target=self._poll, args=(surface, number))
            for number, surface in enumerate(surfaces)
        ]

    def __enter__(self) -> Watch:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def has_seen_all(self) -> bool:
        seen = {answer.surface for answer in list(self.answers) if answer.view == View.WHOLE}
        return len(seen) == len(self.threads)

    def _poll(self, surface: Surface, first: int) -> None:
        workers = cycle(range(len(self.ports)))
        for _skipped in range(first):
            next(workers)
        while not self.ended.is_set():
            following = time.monotonic() + self.pause
            self.answers.append(self._ask(surface, next(workers)))
            self.ended.wait(max(0.0, following - time.monotonic()))

    def _ask(self, surface: Surface, worker: int) -> Answer:
        begun = self.now()
        try:
            status, body, cache = ask(self.ports[worker], surface.address)
        except (OSError, HTTPException):
            status, body, cache = 599, "", ""
        view = surface.view(status, body)
        return Answer(surface.name, worker, begun, self.now(), view, may_be_kept=cache != "no-cache")


def ask(port: int, address: str) -> tuple[int, str, str]:
    """A connection for each: none of the workers keeps a reader."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        return response.status, body, response.headers.get("Cache-Control", "")
    finally:
        connection.close()
