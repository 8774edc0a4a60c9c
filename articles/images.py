"""Pictures: what is accepted, and the fixed sizes that readers get."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from articles.models import Photo

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 60_000_000
WIDTHS = (480, 960, 1600)
QUALITY = 80


def validate_image(file: IO[bytes]) -> None:
    """Refuse an upload that is no JPEG, PNG or WebP, too heavy or too large, before it is decoded.

    Pillow alone would try 43 formats and only warn of a picture made to exhaust the memory. What is stored
    already was judged when it came.
    """
    if is_stored(file):
        return
    if getattr(file, "size", 0) > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 30 MB."), code="too_heavy")
    file.seek(0)
    try:
        with _open(file) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise ValidationError(_("The picture has more than 60 million pixels."), code="too_large")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This is not a readable JPEG, PNG or WebP picture."), code="unreadable"
        ) from error
    finally:
        file.seek(0)


def is_stored(file: object) -> bool:
    """Whether a model's file stands in the storage already, or is an upload on its way there."""
    return bool(getattr(file, "_committed", False))


def size_of(file: IO[bytes]) -> tuple[int, int]:
    """Width and height as the picture is shown, turned upright."""
    file.seek(0)
    with _open(file) as image:
        width, height = _upright(image).size
    file.seek(0)
    return width, height


def sha256_of(file: IO[bytes]) -> str:
    """SHA-256 of the bytes of an upload, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(64 * 1024):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def rendition(photo: Photo, width: int) -> IO[bytes]:
    """The photo as WebP, at most `width` pixels wide, made on first use and kept.

    Always encoded anew: what was hidden in the upload (place, scripts, thumbnails) stays behind.
    """
    name = f"photos/renditions/{Path(photo.image.name or '').name}-{width}.webp"
    if not default_storage.exists(name):
        with photo.image.open("rb") as original:
            default_storage.save(name, ContentFile(encode(original, width)))
    return default_storage.open(name, "rb")


def encode(original: IO[bytes], width: int) -> bytes:
    """Upright, in RGB, without metadata."""
    with _open(original) as image:
        upright = _upright(image)
        upright.thumbnail((width, width * 4), Image.Resampling.LANCZOS, reducing_gap=2)
        buffer = io.BytesIO()
        _on_white(upright).save(buffer, "WEBP", quality=QUALITY)
        return buffer.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; a picture with broken notes of its own is taken as it stands."""
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, OSError, struct.error):
        return image.copy()


def _on_white(image: Image.Image) -> Image.Image:
    """In RGB; what is transparent shows white paper, not black."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _open(file: IO[bytes]) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(file, formats=FORMATS)
        except Image.DecompressionBombWarning as error:
            raise ValidationError(
                _("The picture has more than 60 million pixels."), code="too_large"
            ) from error
