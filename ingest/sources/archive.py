"""An issue as a ZIP: never unpacked to the disk, and looked through as a whole before a page is believed.

What a ZIP says of itself may be a lie: names, sizes, counts. So its table of contents is measured before it
is read, every declared size is checked, and every member is unpacked once, counted and thrown away again.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest.sources.models import MAX_FILES, Source, SourceError, SourceFile
from ingest.sources.reading import MAX_FILE

MB = 1024 * 1024
MAX_TOTAL = 1024 * MB  # twenty pages ready for the press
MAX_RATIO = 100  # a page of text is packed to a third, a PDF hardly at all
SMALL = 64 * 1024  # a file that may be packed as well as it likes
MAX_CONTENTS = 256 * MAX_FILES  # bytes of the table of contents
END, END_ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE = 22
LONGEST_TAIL = 0xFFFF + 64  # the longest comment, what stands before it and the mark of a ZIP64
CHUNK = 64 * 1024
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
IS_ENCRYPTED, IS_UTF8 = 0x1, 0x800
ARCHIVE_SUFFIXES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".zst", ".cab")
ARCHIVE_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
BROKEN = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, struct.error, ValueError)


@contextmanager
def open_archive(file: IO[bytes]) -> Iterator[Source]:
    """The files of a ZIP; `SourceError` when anything in it is not as it should be."""
    size = _measured(file)
    try:
        archive = ZipFile(file)
    except BROKEN as error:
        raise SourceError("broken-zip", str(error)) from error
    with archive:
        members = archive.infolist()
        _check_sizes(members, size)
        named = [(_name(member), member) for member in members]
        for name, member in named:
            _check(name, member)
        files = [(name, member) for name, member in named if not name.endswith("/")]
        for name, member in files:
            _unpack(archive, name, member)
        yield Source.of([SourceFile(name, partial(archive.read, member)) for name, member in files])


def _measured(file: IO[bytes]) -> int:
    """The bytes of the archive. A table of contents of gigabytes is refused before it is read into memory."""
    file.seek(0, 2)
    size = file.tell()
    if size > MAX_TOTAL:
        raise SourceError("too-large", f"{MAX_TOTAL // MB} MB")
    file.seek(max(0, size - LONGEST_TAIL))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise SourceError("broken-zip", "no table of contents")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if count > MAX_FILES or length > MAX_CONTENTS or END_ZIP64 in tail:
        raise SourceError("too-many-files", str(MAX_FILES))
    return size


def _check_sizes(members: list[ZipInfo], size: int) -> None:
    """Together; members that share their packed bytes cannot unpack to more than the archive allows."""
    if len(members) > MAX_FILES:
        raise SourceError("too-many-files", str(MAX_FILES))
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_TOTAL:
        raise SourceError("too-large", f"{MAX_TOTAL // MB} MB")
    if unpacked > max(size * MAX_RATIO, SMALL):
        raise SourceError("compressed-too-well", f"{unpacked // MB} MB")


def _name(member: ZipInfo) -> str:
    """The name as it was meant: without the mark of UTF-8, Chinese systems write GBK, macOS UTF-8."""
    name = member.orig_filename
    if member.flag_bits & IS_UTF8:
        return name.replace("\\", "/")
    raw = name.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    raise SourceError("bad-path", ascii(name))


def _check(name: str, member: ZipInfo) -> None:
    """What the table of contents says of a member."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    is_absolute = name.startswith("/") or name[1:2] == ":"
    if is_absolute or ".." in name.split("/") or UNPRINTABLE.search(name):
        raise SourceError("bad-path", ascii(name) if UNPRINTABLE.search(name) else name)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise SourceError("link", name)
    if member.flag_bits & IS_ENCRYPTED:
        raise SourceError("encrypted", name)
    if member.compress_type not in METHODS:
        raise SourceError("method", name)
    if name.lower().endswith(ARCHIVE_SUFFIXES):
        raise SourceError("nested", name)
    if member.file_size > MAX_FILE:
        raise SourceError("too-large", f"{name}: {MAX_FILE // MB} MB")
    if member.file_size > max(member.compress_size * MAX_RATIO, SMALL):
        raise SourceError("compressed-too-well", name)


def _unpack(archive: ZipFile, name: str, member: ZipInfo) -> None:
    """Read it once, a little at a time: the size and the checksum must be what was declared."""
    size = 0
    try:
        with archive.open(member) as unpacked:
            while chunk := unpacked.read(CHUNK):
                if size == 0 and chunk.startswith(ARCHIVE_BEGINNINGS):
                    raise SourceError("nested", name)
                size += len(chunk)
    except BROKEN as error:
        raise SourceError("broken-zip", f"{name}: {error}") from error
    if size != member.file_size:
        raise SourceError("broken-zip", f"{name}: {size} of {member.file_size} bytes")
