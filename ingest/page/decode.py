"""From the bytes of a file to the text of a page, or a clear error."""

from __future__ import annotations

import re
from pathlib import Path

MAX_BYTES = 512 * 1024  # a printed page of small type holds some 60 kB
MAX_LINES = 2000  # printed ones; with its column lines kept, a broadsheet page has about 1,000


class PageError(Exception):
    """The input is no page. `code` names the case, `detail` what was found; `line` (1-based) and `offset`
    (bytes) say where, if that applies.

    Codes: `unreadable`, `too-large`, `not-utf8`, `control-character`, `empty`.
    """

    def __init__(
        self, code: str, message: str, *, detail: str = "", line: int | None = None, offset: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail
        self.line = line
        self.offset = offset


def read_page(path: Path | str) -> str:
    """The text of a page file. Not a page: missing, a folder, over 512 kB, or not readable text."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        detail = error.strerror or str(error)
        raise PageError("unreadable", f"cannot be read: {detail}", detail=detail) from error
    return decode_page(data)


def decode_page(data: bytes) -> str:
    """Strict UTF-8, with or without a byte order mark."""
    _check_size(len(data))
    text = decode_text(data)
    check_page(text)
    return text


def decode_text(data: bytes) -> str:
    """UTF-8 to text; PageError names the byte and the line where it is something else."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        detail = f"byte {error.start}: {error.reason}"
        message = f"is not UTF-8, line {line}, {detail}"
        raise PageError("not-utf8", message, detail=detail, line=line, offset=error.start) from error


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        detail = f"{MAX_BYTES // 1024} kB"
        raise PageError("too-large", f"is larger than {detail}", detail=detail)


def check_page(text: str) -> None:
    """Raise PageError if `text` holds control characters, nothing to read, or too much for a page."""
    _check_size(len(text.encode(errors="surrogatepass")))
    lines = text.splitlines()
    printed = [number for number, line in enumerate(lines, start=1) if line and not line.isspace()]
    if len(printed) > MAX_LINES:
        detail = f"{MAX_LINES} lines"
        raise PageError("too-large", f"has more than {detail}", detail=detail, line=printed[MAX_LINES])
    for number, line in enumerate(lines, start=1):
        if bad := CONTROL.search(line):
            detail = f"U+{ord(bad.group()):04X}"
            message = f"holds the control character {detail} on line {number}"
            raise PageError("control-character", message, detail=detail, line=number)
    if not any(line.strip("\ufeff\u200b") and not line.isspace() for line in lines):
        raise PageError("empty", "holds no text")


# A tab may stand in a line. Lone surrogates cannot be written back as UTF-8.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
