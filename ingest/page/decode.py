"""From the bytes of a file to the text of a page, or a clear error."""

from __future__ import annotations

from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
ALLOWED_CONTROLS = "\n\r\t\f\v"


class PageError(Exception):
    """The input is no page. `code` names the case; `line` (1-based) and `offset` (bytes) where they apply."""

    def __init__(self, code: str, message: str, *, line: int | None = None, offset: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.offset = offset


def read_page(path: Path | str) -> str:
    """The text of a page file. Not a page: missing, a directory, over 5 MB, or not readable text."""
    source = Path(path)
    try:
        with source.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PageError("unreadable", f"cannot be read: {error.strerror or error}") from error
    return decode_page(data)


def decode_page(data: bytes) -> str:
    """Strict UTF-8, with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        raise PageError("too-large", f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte {error.start} (line {line}): {error.reason}"
        raise PageError("not-utf8", message, line=line, offset=error.start) from error
    check_page(text)
    return text


def check_page(text: str) -> None:
    """Raise PageError if `text` holds control characters or nothing to read."""
    for number, line in enumerate(text.split("\n"), start=1):
        for char in line:
            if char < " " and char not in ALLOWED_CONTROLS or char == "\x7f":
                message = f"line {number} holds the control character U+{ord(char):04X}; this is no text"
                raise PageError("control-character", message, line=number)
    if not text.strip("\ufeff \n\r\t\f\v\u3000"):
        raise PageError("empty", "holds no text")
