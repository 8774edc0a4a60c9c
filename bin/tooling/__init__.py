"""What `make` does, one subject a module. The standard library only: nothing is installed yet."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class ToolingError(Exception):
    """Something the person at the keyboard can put right; the message says how."""
