"""Staff pages of printed pages: the queue, the page on which one is worked, the evidence."""

from __future__ import annotations

from ingest.admin.source import SourcePageAdmin

__all__ = ["SourcePageAdmin"]
