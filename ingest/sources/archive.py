"""An issue as a ZIP: never unpacked to the disk, and nothing that it says of itself is believed.

Names, sizes and counts may be lies. So the table of contents is measured before it is read, every declared
size is checked, and what a member unpacks to is counted while it is read.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufffd]")
BROKEN = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, struct.error, ValueError)


@contextmanager
def open_archive(file: IO[bytes]) -> Iterator[Source]:
    """The files of a ZIP, each judged when it is read: then `SourceError` says what is wrong with that one.

    `SourceError` at once when the archive as a whole is not as it should be.
    """
    with _opened(file) as members:
        yield Source.of([SourceFile(member.name, member.read) for member in members if member.is_file])


@contextmanager
def open_judged_archive(file: IO[bytes]) -> Iterator[Source]:
    """The same, with `SourceError` at once when anything in it is not as it should be."""
    with _opened(file) as members:
        for member in members:
            member.check()
        for member in members:
            for _chunk in member.chunks():
                pass  # Counted, and thrown away again.
        yield Source.of([SourceFile(member.name, member.read) for member in members if member.is_file])


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[list[Member]]:
    size = _measured(file)
    try:
        archive = ZipFile(file)
    except BROKEN as error:
        raise SourceError("broken-zip", str(error)) from error
    with archive:
        members = archive.infolist()
        _check_sizes(members, size)
        yield [Member(archive, info, _name(info)) for info in members]


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


def _name(info: ZipInfo) -> str:
    """The name as it was meant: without the mark of UTF-8, Chinese systems write GBK, macOS UTF-8."""
    name = info.orig_filename
    if info.flag_bits & IS_UTF8:
        return name.replace("\\", "/")
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8").replace("\\", "/")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace").replace("\\", "/")


@dataclass(frozen=True, slots=True)
class Member:
    """What stands in the table of contents under a name, and what it unpacks to."""

    archive: ZipFile
    info: ZipInfo
    meant: str

    @property
    def name(self) -> str:
        """As it can be shown: what would not be seen, or turn the line about, is written out."""
        return UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", self.meant)

    @property
    def is_file(self) -> bool:
        return not self.meant.endswith("/")

    def check(self) -> None:
        """What the table of contents says of it."""
        name, info = self.name, self.info
        kind = stat.S_IFMT(info.external_attr >> 16)
        is_absolute = name.startswith("/") or name[1:2] == ":"
        if is_absolute or ".." in name.split("/") or name != self.meant:
            raise SourceError("bad-path", name)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise SourceError("link", name)
        if info.flag_bits & IS_ENCRYPTED:
            raise SourceError("encrypted", name)
        if info.compress_type not in METHODS:
            raise SourceError("method", name)
        if name.lower().endswith(ARCHIVE_SUFFIXES):
            raise SourceError("nested", name)
        if info.file_size > MAX_FILE:
            raise SourceError("too-large", f"{name}: {MAX_FILE // MB} MB")
        if info.file_size > max(info.compress_size * MAX_RATIO, SMALL):
            raise SourceError("compressed-too-well", name)

    def read(self) -> bytes:
        self.check()
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """A little at a time: the size and the checksum must be what was declared."""
        size = 0
        try:
            with self.archive.open(self.info) as unpacked:
                while chunk := unpacked.read(CHUNK):
                    if size == 0 and chunk.startswith(ARCHIVE_BEGINNINGS):
                        raise SourceError("nested", self.name)
                    size += len(chunk)
                    yield chunk
        except BROKEN as error:
            raise SourceError("broken-zip", f"{self.name}: {error}") from error
        if size != self.info.file_size:
            raise SourceError("broken-zip", f"{self.name}: {size} of {self.info.file_size} bytes")
