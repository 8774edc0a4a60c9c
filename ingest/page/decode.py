"""From the bytes of a file to the text of a page, or a clear error."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

MAX_BYTES = 512 * 1024  # a printed page of small type holds some 60 kB
MAX_LINES = 2000  # printed ones; with its column lines kept, a broadsheet page has about 1,000


class PageError(Exception):
    """The input is no page. `code` names the case, `detail` what was found; `line` (1-based) and `offset`
    (bytes) say where, if that applies.

    Codes of a text: `unreadable`, `too-large`, `not-utf8`, `not-utf16`, `not-gb18030`, `control-character`,
    `empty`. Those of a PDF are said in `ingest.sources.pdf`.
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
    return decode_page(read_bytes(path, limit=MAX_BYTES))


def read_bytes(path: Path | str, *, limit: int) -> bytes:
    """What the file holds, but never more than one byte over the limit: then it is too large anyway."""
    try:
        with Path(path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        detail = error.strerror or str(error)
        raise PageError("unreadable", f"cannot be read: {detail}", detail=detail) from error


def decode_page(data: bytes) -> str:
    """The text, whichever of the encodings of `decode_text` it is in, checked to be a page's."""
    _check_size(len(data))
    text = decode_text(data)
    check_page(text)
    return text


# Byte order marks: what begins with one says itself what it is.
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    "\ufeff".encode("gb18030"): "gb18030",
}


def decode_text(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB18030; PageError names the line and the byte where it breaks.

    A damaged UTF-8 file stays an error: nearly any bytes can be read as GB18030, so that is believed only of
    what reads as Chinese.
    """
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    try:
        return data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if encoding or not reads_as_gb18030(data):
            raise _broken(data, error, encoding or "utf-8") from error
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _broken(data, error, "gb18030") from error


def _broken(data: bytes, error: UnicodeDecodeError, encoding: str) -> PageError:
    before = data[: error.start]
    line = before.decode(encoding, "ignore").count("\n") + 1
    name = encoding.upper()
    detail = f"byte {error.start}: {error.reason}"
    code = f"not-{encoding.replace('-', '')}"
    return PageError(
        code, f"is not {name}, line {line}, {detail}", detail=detail, line=line, offset=error.start
    )


HIGH = re.compile(rb"[\x80-\xff]+")
# A Chinese character or mark in UTF-8. In GB18030 three such bytes meet by chance only: 3 % of a page, and
# never one after the other, as most second bytes are above them.
UTF8_CHARACTER = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
UTF8_WORD = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2}){4}")
MOST_BY_CHANCE = 0.35
FEWEST_HAN = 4
COMMON_ROWS = range(0xB0, 0xD8)  # the 3,755 characters of GB 2312's first level, which make 99 % of a page
COMMON_SHARE = 0.6  # UTF-8 read as GB18030 has 13 %: 鏂囧瓧


def reads_as_gb18030(data: bytes) -> bool:
    """Whether the bytes, which are not UTF-8, are Chinese in GB18030: hardly any of them make a character in
    UTF-8, and read as GB18030 most of the characters are common ones.
    """
    high = sum(map(len, HIGH.findall(data)))
    in_utf8 = sum(map(len, UTF8_CHARACTER.findall(data)))
    if in_utf8 > high * MOST_BY_CHANCE or UTF8_WORD.search(data):
        return False
    han = [char for char in data.decode("gb18030", "ignore") if "㐀" <= char <= "鿿"]
    return len(han) >= FEWEST_HAN and sum(map(_is_common, han)) >= len(han) * COMMON_SHARE


def _is_common(char: str) -> bool:
    code = char.encode("gb18030")
    return len(code) == 2 and code[0] in COMMON_ROWS and code[1] > 0xA0


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
