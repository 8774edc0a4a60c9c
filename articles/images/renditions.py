"""What is shown of a picture: fixed sizes, made on first use and kept.

A rendition's name follows from the bytes of its master, its size and, of a crop, the focal point: it never
changes, so that nothing has to be thrown away or made twice.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from articles.images.anatomy import MAX_PIXELS
from articles.images.colour import in_srgb
from articles.images.intake import DECODERS, DECODING, orientation_of
from articles.images.kinds import HEAD_LENGTH, kind_of

if TYPE_CHECKING:
    from articles.models import Photo

logger = logging.getLogger(__name__)

WIDTHS = (480, 720, 960, 1600)
# AVIF is a third smaller than WebP at the same quality; at this speed it costs no more of the processor.
ENCODINGS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 80},
    "jpg": {"format": "JPEG", "quality": 85},
}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
ENDS_IN_SHA256 = re.compile(r"[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Size:
    """A width that the whole picture is scaled down to, or a format that it is cropped to."""

    width: int
    height: int | None = None
    extension: str = "webp"

    def __str__(self) -> str:
        """480.avif, 1200x630.jpg"""
        return f"{self.width}{f'x{self.height}' if self.height else ''}.{self.extension}"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.extension]


WHOLE = tuple(map(Size, WIDTHS))
THUMBNAILS = (Size(480, 360), Size(720, 540), Size(960, 720), Size(1600, 1200))
# For browsers that read neither AVIF nor WebP.
WHOLE_AS_JPEG, THUMBNAIL_AS_JPEG = Size(960, extension="jpg"), Size(960, 720, "jpg")
# For WeChat and other services that show a link with its picture; not all of them read WebP.
SHARE = Size(1200, 630, "jpg")
SIZES = (
    *WHOLE,
    *THUMBNAILS,
    *(replace(size, extension="avif") for size in (*WHOLE, *THUMBNAILS)),
    WHOLE_AS_JPEG,
    THUMBNAIL_AS_JPEG,
    SHARE,
)


class PictureLost(FileNotFoundError):
    """The master is not in the storage, or can no longer be read."""


def rendition(photo: Photo, size: Size) -> IO[bytes]:
    """The picture in one of `SIZES`, made now if this is its first use."""
    if size not in SIZES:
        raise ValueError(f"there is no size {size}")
    name = name_of(photo, size)
    if default_storage.exists(name):
        return default_storage.open(name, "rb")
    [content] = _made(photo, [size])
    try:
        _keep(name, content)
    except OSError:
        # Readers get their picture on a full disk, too; it is made again for the next one.
        logger.exception("%s could not be kept", name)
    return io.BytesIO(content)


def make_renditions(photo: Photo) -> int:
    """Make the sizes that are missing; how many there were."""
    missing = list(missing_renditions(photo))
    if missing:
        for size, content in zip(missing, _made(photo, missing), strict=True):
            _keep(name_of(photo, size), content)
    return len(missing)


def missing_renditions(photo: Photo) -> Iterator[Size]:
    return (size for size in SIZES if not default_storage.exists(name_of(photo, size)))


def name_of(photo: Photo, size: Size) -> str:
    dimensions, _dot, extension = str(size).partition(".")
    focus = f"-{photo.focal_x}-{photo.focal_y}" if size.height else ""
    digest = _digest(photo.image.name or "")
    return f"photos/renditions/{digest[:2]}/{digest}-{dimensions}{focus}.{extension}"


def _digest(original: str) -> str:
    """Of the master's bytes; an original from before they were in its name is told by its name alone."""
    found = ENDS_IN_SHA256.search(original)
    return found[0] if found else hashlib.sha256(original.encode()).hexdigest()


def _made(photo: Photo, sizes: Sequence[Size]) -> list[bytes]:
    try:
        with default_storage.open(photo.image.name or "", "rb") as original, DECODING:
            return encoded(original, sizes, (photo.focal_x, photo.focal_y))
    except Exception as error:
        # Nothing, a folder, half a file, another file: for the page it is all one.
        raise PictureLost(f"the picture of photo {photo.pk} cannot be read") from error


def _keep(name: str, content: bytes) -> None:
    """Store it, unless somebody else has just done so; the storage shows no half files."""
    kept = default_storage.save(name, ContentFile(content))
    if kept != name:
        default_storage.delete(kept)


def encoded(original: IO[bytes], sizes: Sequence[Size], focus: tuple[int, int]) -> list[bytes]:
    """The files of all the sizes, from decoding once. Nothing of the picture but its pixels is in them."""
    # Twice the largest size is decoded at the least, so that the last step down is a good one.
    longest = 2 * max(max(size.width, size.height or 0) for size in sizes)
    picture = on_white(_opened(original, longest))
    return [_encoded(_scaled(picture, size, focus), size) for size in sizes]


def _encoded(image: Image.Image, size: Size) -> bytes:
    image.info = {}
    buffer = io.BytesIO()
    image.save(buffer, **ENCODINGS[size.extension])
    return buffer.getvalue()


def _opened(original: IO[bytes], longest: int) -> Image.Image:
    """Upright and in sRGB. Masters are so already; originals of early days were stored as they came."""
    original.seek(0)
    kind = kind_of(original.read(HEAD_LENGTH))
    if kind is None:
        raise ValueError("no picture of a kind that is taken")
    original.seek(0)
    image: Image.Image = DECODERS[kind](original)
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    image.draft(None, (longest, longest))
    turn = orientation_of(image)
    image = in_srgb(image)
    return image if turn is None else image.transpose(turn)


def _scaled(image: Image.Image, size: Size, focus: tuple[int, int]) -> Image.Image:
    """Scaled down, never up: a small picture is cropped to the form, and stays as small as it is."""
    whole = (0.0, 0.0, float(image.width), float(image.height))
    box = crop_box(image.size, size.width / size.height, focus) if size.height else whole
    # A picture on end is no longer than four times its width would make it.
    fitting = min(1.0, size.width / (box[2] - box[0]), 4 * size.width / (box[3] - box[1]))
    width, height = (max(1, round((box[at + 2] - box[at]) * fitting)) for at in (0, 1))
    return image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=2)


def crop_box(
    dimensions: tuple[int, int], ratio: float, focus: tuple[int, int]
) -> tuple[float, float, float, float]:
    """The largest part of the picture in this form, as near around the focal point as the edges let it.

    >>> crop_box((1000, 500), 1.0, (50, 50))
    (250.0, 0.0, 750.0, 500.0)
    >>> crop_box((1000, 500), 1.0, (90, 50))
    (500.0, 0.0, 1000.0, 500.0)
    """
    width, height = dimensions
    part = (min(width, height * ratio), min(height, width / ratio))
    left, top = (
        min(max(whole * percent / 100 - length / 2, 0.0), whole - length)
        for whole, percent, length in zip(dimensions, focus, part, strict=True)
    )
    return left, top, left + part[0], top + part[1]


def on_white(image: Image.Image) -> Image.Image:
    """In RGB; what is transparent shows white paper, not black."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
