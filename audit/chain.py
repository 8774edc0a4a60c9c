"""What an entry of the trail is hashed over, and how entries hang together.

Each hash covers the hash before it (a hash chain, as in Haber and Stornetta, "How to time-stamp a digital
document", 1991): an entry that is changed, taken out or put elsewhere no longer fits the one behind it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

# What stands before the first entry.
GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """JSON that is the same for the same value, and may be compared and hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: dt.datetime) -> str:
    """A time as it is hashed: in UTC, to the microsecond, which is what both engines keep."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def digest(*parts: Any) -> str:
    """The SHA-256 of the parts, in hexadecimal."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
