"""Pages as they look in print: asked for (`owe`), made off the request (`make`), kept as `Rendition`."""

from __future__ import annotations

from issues.renditions.asking import can_be_made, owe, owe_stale
from issues.renditions.making import make

__all__ = ["can_be_made", "make", "owe", "owe_stale"]
