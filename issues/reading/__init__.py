"""The last reading (一读) of an issue before its release: what the system finds, what the eye has to judge.

`sheet_of(issue)` says how far it is, and with `Sheet.refusals` what of it stands against the release.
"""

from __future__ import annotations

from issues.reading.finding import Finding, Kind
from issues.reading.sheet import EYE, Line, Sheet, State, is_signed, sheet_of
from issues.reading.signing import override, sees_all, sign, take_back

__all__ = [
    "EYE",
    "Finding",
    "Kind",
    "Line",
    "Sheet",
    "State",
    "is_signed",
    "override",
    "sees_all",
    "sheet_of",
    "sign",
    "take_back",
]
