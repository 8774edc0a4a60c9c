"""Snapshots in few bytes: compressed JSON, told as the difference to an earlier one where that is shorter.

The earlier one is zlib's preset dictionary (RFC 1950, 2.2): what both have in common costs nothing. Only a
whole one serves as the base of others, so reading a revision takes two rows and never a chain of them.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

from audit.chain import canonical

# Beyond this zlib sees nothing of its dictionary.
WINDOW = 32 * 1024
# A difference of more than this share of the whole is no saving: it becomes a new whole one.
WORTH = 0.5


class Damaged(ValueError):
    """The bytes are not what was kept."""


def as_text(snapshot: dict[str, Any]) -> str:
    """The JSON that is kept and hashed."""
    return canonical(snapshot)


def sha256(text: str) -> str:
    """What a revision and its entry in the trail have of the text."""
    return hashlib.sha256(text.encode()).hexdigest()


def pack(text: str, *, base: str | None = None) -> bytes:
    """The text compressed; with `base`, as the difference to it: `unpack` has to be given the same."""
    packer = zlib.compressobj(9, zdict=_dictionary(base)) if base else zlib.compressobj(9)
    return packer.compress(text.encode()) + packer.flush()


def unpack(data: bytes | memoryview, *, base: str | None = None) -> str:
    """What was packed. Raises Damaged for what was not, or with another base."""
    reader = zlib.decompressobj(zdict=_dictionary(base)) if base else zlib.decompressobj()
    try:
        return (reader.decompress(bytes(data)) + reader.flush()).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise Damaged(str(error)) from error


def unpack_value(data: bytes | memoryview) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(unpack(data))
    return value


def pack_value(value: dict[str, Any]) -> bytes:
    return pack(canonical(value))


def _dictionary(base: str) -> bytes:
    return base.encode()[-WINDOW:]
