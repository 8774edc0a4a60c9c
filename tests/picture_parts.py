"""Pictures made for tests, sound and broken: encoded whole, or put together from their parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageCms

SCRIPT = b"<script>alert(document.domain)</script>"
CANARY = b"CANARY-35.2345N-115.4321E"
GREY = (8, 0)

# Building blocks ------------------------------------------------------------------------------------------


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scene(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Four quarters of different colours, so that a turned picture can be told from one that is not."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 200, 30), (width // 2, 0, width, height // 2))
    image.paste((30, 30, 200), (0, height // 2, width // 2, height))
    image.paste((220, 220, 40), (width // 2, height // 2, width, height))
    return image.convert(mode)


def photograph(width: int, height: int) -> Image.Image:
    """Noise, which costs an encoder as much as a photograph at the least."""
    tile = Image.merge("RGB", [Image.effect_noise((500, 500), 40) for _channel in range(3)])
    image = Image.new("RGB", (width, height))
    for left in range(0, width, 500):
        for top in range(0, height, 500):
            image.paste(tile, (left, top))
    return image


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int,
    height: int,
    raster: bytes,
    *,
    kind: tuple[int, int] = GREY,
    before: bytes = b"",
    after: bytes = b"",
    level: int = 9,
) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *kind, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(raster, level))
    return b"\x89PNG\r\n\x1a\n" + head + before + body + after + chunk(b"IEND", b"")


def grey_png(width: int, height: int, *, before: bytes = b"", after: bytes = b"") -> bytes:
    return png(width, height, (b"\0" + b"\x80" * width) * height, before=before, after=after)


def segment(code: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, code, len(payload) + 2) + payload


def jpeg_with(*segments: bytes, image: Image.Image | None = None) -> bytes:
    plain = encode(image or scene(), quality=90)
    return plain[:2] + b"".join(segments) + plain[2:]


def iim(*datasets: tuple[int, int, bytes]) -> bytes:
    """An APP13 segment as Photoshop writes it."""
    block = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in datasets
    )
    padded = block + b"\0" * (len(block) % 2)
    resource = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", len(block)) + padded
    return segment(0xED, b"Photoshop 3.0\0" + resource)


def xmp(inner: str, *, before: str = "") -> bytes:
    packet = (
        f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>{before}<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{inner}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    )
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet.encode())


def exif_with(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 14.0, 4.2), 3: "E", 4: (115.0, 25.0, 55.6)})
    return exif


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("index.html", SCRIPT)
    return buffer.getvalue()


def lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


# JPEG -----------------------------------------------------------------------------------------------------


def jpeg_bomb() -> bytes:
    """A frame of 60,000 by 60,000 with the data of a small picture."""
    plain = bytearray(encode(scene(64, 64)))
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">HH", 60000, 60000)
    return bytes(plain)


def hollow_jpeg() -> bytes:
    """As large as may be, with nothing in it: a decoder would fill the memory with grey."""
    plain = bytearray(encode(scene(64, 64)))
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">HH", 7700, 7700)
    return bytes(plain)


def scans(times: int, width: int = 640, height: int = 480) -> bytes:
    """A progressive JPEG whose last scan is there many times over: each costs a pass over the picture."""
    plain = encode(scene(width, height), progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:-2] + plain[last:-2] * times + plain[-2:]


def large_progressive(width: int, height: int, **options: Any) -> bytes:
    return encode(photograph(width, height), quality=50, progressive=True, **options)


def cmyk() -> bytes:
    return encode(scene(mode="CMYK"), quality=90)


# PNG and WebP ---------------------------------------------------------------------------------------------


def png_bomb() -> bytes:
    """390 KB that stand for 400 million pixels."""
    return grey_png(20000, 20000)


def png_text_bomb(name: bytes, count: int = 1) -> bytes:
    text = zlib.compress(b"\0" * 30_000_000, 9)
    part = {
        b"zTXt": b"Comment\0\0" + text,
        b"iTXt": b"XML:com.adobe.xmp\0\1\0\0\0" + text,
        b"iCCP": b"p\0\0" + text,
    }[name]
    return png(64, 64, (b"\0" + b"\x80" * 64) * 64, before=chunk(name, part) * count)


def sixteen_bits(kind: int, channels: int) -> bytes:
    row = b"\0" + b"\x80\x00" * channels * 64
    return png(64, 64, row * 64, kind=(16, kind))


def apng() -> bytes:
    frames = [scene(64, 64), scene(64, 64).rotate(90)]
    return encode(frames[0], "PNG", save_all=True, append_images=frames[1:])


def animated_webp() -> bytes:
    frames = [scene(64, 64), scene(64, 64).rotate(90)]
    return encode(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def declaring_webp(width: int, height: int) -> bytes:
    """A small lossless picture that declares another size, with 40 KB of nothing behind its data."""
    plain = bytearray(encode(scene(64, 64), "WEBP", lossless=True))
    at = plain.index(b"VP8L") + 9
    bits = struct.unpack_from("<I", plain, at)[0] & ~0xFFFFFFF
    struct.pack_into("<I", plain, at, bits | (width - 1) | (height - 1) << 14)
    plain += b"XXXX" + struct.pack("<I", 40_000) + bytes(40_000)
    struct.pack_into("<I", plain, 4, len(plain) - 8)
    return bytes(plain)


def cut_off(kind: str, share: float) -> bytes:
    whole = encode(scene(), kind)
    return whole[: int(len(whole) * share)]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def box(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0" + brand + b"mif1" + b"\0" * 200
