"""What is told outside once an issue or a story is out: calls to other services, letters to the desk.

Owed from the schedule on (`owing`), sent after the time by an optional worker (`worker`). Readers depend on
none of it: without the worker nothing is told and everything appears.
"""

from __future__ import annotations

from issues.announcements.owing import State, Told, owe, take_back, told

__all__ = ["State", "Told", "owe", "take_back", "told"]
