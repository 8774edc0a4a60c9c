"""The secret part of a filing link's address, and how it is kept out of the logs. Knows no model.

A token is the key of a link and a signature over that key and the link's nonce: `7-Xl2…`, 43 characters of
256 bits. Who has read the database alone cannot make one, since the signature needs SECRET_KEY; who knows
SECRET_KEY alone cannot either, since it needs the nonce.
"""

from __future__ import annotations

import logging
import re
import secrets

from django.core.signing import BadSignature, Signer

NONCE_BYTES = 16
TOKEN = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{43})")
# A token in a path, whole or mistyped; /admin/filing/filinglink/ has none.
IN_A_PATH = re.compile(r"(/filing/)\d[^/\s\"'?]*")
# A whole one wherever it stands: pasted behind a blank, or under another path.
ANYWHERE = re.compile(r"\d[0-9]*-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


def new_nonce() -> str:
    return secrets.token_hex(NONCE_BYTES)


def token_of(key: int, nonce: str) -> str:
    return f"{key}-{_signer().signature(_signed(key, nonce))}"


def key_in(token: str) -> int | None:
    """The key of the link that the token speaks of; None if it cannot be a token at all."""
    match = TOKEN.fullmatch(token)
    return int(match[1]) if match else None


def is_genuine(token: str, *, key: int, nonce: str) -> bool:
    """Whether we made the token for this link, with SECRET_KEY or one of its SECRET_KEY_FALLBACKS."""
    match = TOKEN.fullmatch(token)
    if match is None:
        return False
    try:
        _signer().unsign(f"{_signed(key, nonce)}:{match[2]}")
    except BadSignature:
        return False
    return int(match[1]) == key


def _signer() -> Signer:
    return Signer(salt="filing.link")


def _signed(key: int, nonce: str) -> str:
    return f"{key}/{nonce}"


class HideTokens(logging.Filter):
    """Writes `…` for the secret part of a link's address in every line of the log, whoever logs it.

    Django itself logs the path of what it refuses, and the development server that of every request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = ANYWHERE.sub("…", IN_A_PATH.sub(r"\1…", message))
        if hidden != message:
            record.msg, record.args = hidden, None
        return True
