"""How far a long command has come, at what rate, and how long it still takes: a line every few seconds."""

from __future__ import annotations

import time
from typing import Protocol

EVERY_SECONDS = 5.0


class Output(Protocol):
    def write(self, msg: str) -> object: ...


class Progress:
    def __init__(self, output: Output, *, of: int, start: int = 0, every: float = EVERY_SECONDS) -> None:
        self.output, self.of, self.start, self.done, self.every = output, of, start, start, every
        self.begun = self.told = time.monotonic()

    def tell(self, done: int) -> None:
        self.done = done
        if time.monotonic() - self.told >= self.every:
            self._write()

    def end(self) -> None:
        """The last line, if anything was done."""
        if self.done > self.start:
            self._write()

    def _write(self) -> None:
        self.told = time.monotonic()
        rate = (self.done - self.start) / max(self.told - self.begun, 0.001)
        left = max(self.of - self.done, 0) / rate if rate else 0.0
        part = f"{self.done} of {self.of} ({self.done / max(self.of, 1):.0%})"
        self.output.write(f"{part}, {rate:.0f} a second, {_span(left)} left")


def _span(seconds: float) -> str:
    """2:05:09"""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
