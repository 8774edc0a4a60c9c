"""ZIPs that lie, swell or point elsewhere, each with the code it must be refused with."""

from __future__ import annotations

import io
import stat
import struct
from collections.abc import Callable
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

PAGE = "田庄镇:麦田返青\n\n本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了。\n".encode()
CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
MB = 1024 * 1024


def packed(members: dict[str, bytes], method: int = ZIP_DEFLATED, **marks: Any) -> bytes:
    """A ZIP of the members; `marks` are set on the ZipInfo of each."""
    whole = io.BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, data in members.items():
            info = ZipInfo("placeholder")
            info.filename, info.compress_type = name, method
            for mark, value in marks.items():
                setattr(info, mark, value)
            archive.writestr(info, data)
    return whole.getvalue()


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """Overwrite a field of the last record with this signature."""
    at = data.rindex(signature) + offset
    return data[:at] + value + data[at + len(value) :]


def zeros(size: int) -> bytes:
    return packed({"A3.txt": b"\0" * size})


def lying_about_its_size() -> bytes:
    data = zeros(100 * MB)
    small = struct.pack("<L", 1000)
    return patched(patched(data, CENTRAL, 24, small), LOCAL, 22, small)


def promising_more_than_it_holds() -> bytes:
    return patched(packed({"A3.txt": PAGE}), CENTRAL, 24, struct.pack("<L", len(PAGE) + 50))


def overlapping() -> bytes:
    """Four hundred entries of the table of contents that all share one packed megabyte of noise and zeros."""
    data = packed({"A3.txt": b"\0" * (60 * MB)})
    start, end = data.index(CENTRAL), data.rindex(END)
    entry = data[start:end]
    count = struct.pack("<HHLL", 400, 400, len(entry) * 400, start)
    return data[:start] + entry * 400 + patched(data[end:], END, 8, count)


def with_zip64_mark() -> bytes:
    data = packed({"A3.txt": PAGE})
    end = data.rindex(END)
    return data[:end] + b"PK\x06\x07" + b"\0" * 16 + data[end:]


def with_other_name_inside() -> bytes:
    data = packed({"A3.txt": PAGE})
    return data.replace(b"A3.txt", b"A4.txt", 1)


def unix(mode: int) -> dict[str, int]:
    return {"create_system": 3, "external_attr": mode << 16}


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "two hundred megabytes of nothing": ("compressed-too-well", lambda: zeros(200 * MB)),
    "real size hidden": ("broken-zip", lying_about_its_size),
    "less than promised": ("broken-zip", promising_more_than_it_holds),
    "entries that share their bytes": ("too-large", overlapping),
    "six hundred files": ("too-many-files", lambda: packed({f"{n}.txt": b"a" for n in range(600)})),
    "count beyond measure": (
        "too-many-files",
        lambda: patched(packed({"A3.txt": PAGE}), END, 10, b"\xff\xff"),
    ),
    "table of contents of megabytes": (
        "too-many-files",
        lambda: packed({f"A{n}.txt": PAGE for n in range(99)}, comment=b"x" * 60_000),
    ),
    "ZIP64": ("too-many-files", with_zip64_mark),
    "ZIP in the ZIP": ("nested", lambda: packed({"A3.zip": packed({"A3.txt": PAGE})})),
    "ZIP called a text": ("nested", lambda: packed({"A3.txt": packed({"A3.txt": PAGE})}, ZIP_STORED)),
    "RAR called a PDF": ("nested", lambda: packed({"A3.pdf": b"Rar!\x1a\x07\x01\x00" + PAGE})),
    "path upwards": ("bad-path", lambda: packed({"../A3.txt": PAGE})),
    "path upwards further in": ("bad-path", lambda: packed({"2023/../../A3.txt": PAGE})),
    "path from the root": ("bad-path", lambda: packed({"/etc/A3.txt": PAGE})),
    "path of a drive": ("bad-path", lambda: packed({"C:\\A3.txt": PAGE})),
    "path upwards as Windows writes it": ("bad-path", lambda: packed({"..\\A3.txt": PAGE})),
    "name that reads backwards": ("bad-path", lambda: packed({"A3\u202etxt.exe.txt": PAGE})),
    "name with a zero": ("bad-path", lambda: packed({"A3.txt\0.exe": PAGE})),
    "symbolic link": ("link", lambda: packed({"A3.txt": b"/etc/passwd"}, **unix(stat.S_IFLNK | 0o777))),
    "device": ("link", lambda: packed({"A3.txt": b""}, **unix(stat.S_IFCHR | 0o666))),
    "password": ("encrypted", lambda: patched(packed({"A3.txt": PAGE}), CENTRAL, 8, b"\x01\x00")),
    "LZMA": ("method", lambda: packed({"A3.txt": PAGE}, ZIP_LZMA)),
    "bzip2": ("method", lambda: packed({"A3.txt": PAGE}, ZIP_BZIP2)),
    "wrong checksum": ("broken-zip", lambda: patched(packed({"A3.txt": PAGE}), CENTRAL, 16, b"\0\0\0\0")),
    "two names": ("broken-zip", with_other_name_inside),
    "cut off": ("broken-zip", lambda: packed({"A3.txt": PAGE * 9})[:-40]),
    "no ZIP at all": ("broken-zip", lambda: PAGE),
    "empty file": ("broken-zip", lambda: b""),
    "nothing inside": ("no-pages", lambda: packed({})),
    "no page inside": ("no-pages", lambda: packed({"photo.jpg": b"\xff\xd8"})),
}
