"""Telling search engines (IndexNow) and feed readers (WebSub) what is public now, and what is no more.

changes   the stories whose public state is another than two days ago, and that state as a word
sending   each state told to each service once, by a command outside every request
services  what is said to whom
"""

from __future__ import annotations

from reader.pings.sending import NotTold, ping

__all__ = ["NotTold", "ping"]
