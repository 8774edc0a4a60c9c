"""PDFs of a few hundred bytes: characters at given places, in a font that every reader has."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT = 600, 800
SYSTEM = b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
CHARACTERS = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
    b"/CIDSystemInfo %s >>" % SYSTEM
)
FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [ %s ] >>" % CHARACTERS
)
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Resources << /Font << /F 3 0 R >> >> "
    b"/Contents %d 0 R >>"
)


@dataclass
class Page:
    """Text is put at places counted in points from the upper left corner."""

    turned: int = 0
    content: list[bytes] = field(default_factory=list)

    def put(
        self, x: float, y: float, text: str, *, size: float = 10, mode: int = 0, angle: str = "1 0 0 1"
    ) -> Page:
        place = f"{angle} {x} {HEIGHT - y} Tm"
        shown = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F {size} Tf {mode} Tr {place} <{shown}> Tj ET".encode())
        return self

    def column(self, x: float, y: float, lines: str, *, size: float = 10, pitch: float = 15) -> Page:
        """Lines below each other; a full-width space at the beginning stands for an indent."""
        for number, line in enumerate(lines.split("\n")):
            indent = len(line) - len(line.lstrip("　"))
            self.put(x + indent * size, y + number * pitch, line.lstrip("　"), size=size)
        return self

    def down(self, x: float, y: float, text: str, *, size: float = 20) -> Page:
        """Vertical type: character below character."""
        for number, char in enumerate(text):
            self.put(x, y + number * size, char, size=size)
        return self

    def as_pdf(self) -> bytes:
        return whole(self)


def whole(*pages: Page, trailer: bytes = b"") -> bytes:
    """The file; `trailer` is added to its last dictionary."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (kids, len(pages)),
        FONT,
    ]
    for number, page in enumerate(pages):
        content = zlib.compress(b"\n".join(page.content))
        objects += [
            PAGE % (WIDTH, HEIGHT, page.turned, 5 + 2 * number),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(data))
    )
