"""An upload becomes a clean master, and only the master is stored.

The picture is decoded once and encoded anew: upright, in sRGB, with nothing else in the file. So no place
where a camera stood, no thumbnail of what was cut away and no hidden script is ever on the disk, in a backup
or in an answer.

Photographs are kept as JPEG of quality 95 without subsampling, which a press takes and no eye tells from the
original; a lossless format would take five times the room. What is transparent or has few colours (charts,
logos, screenshots of text) is kept as PNG, since JPEG puts a fringe around every edge of it.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
from typing import IO, Any

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from articles.images.anatomy import BROKEN, Anatomy, examine, refusal
from articles.images.colour import in_srgb
from articles.images.kinds import HEAD_LENGTH, Kind, kind_of, what_it_is_instead
from articles.images.notes import PictureNotes, notes_of

MAX_BYTES = 30 * 1024 * 1024
# A larger picture is halved: 15 million pixels still fill the width of a broadsheet page at 300 dots an inch,
# and 60 million would be held twice while they are turned upright.
MAX_MASTER_PIXELS = 40_000_000
# Bytes that decoding may take, four for a pixel: with turning and encoding it stays below 400 MB.
MAX_HELD = 360_000_000
BYTES_A_PIXEL = 4
LINE_ART_COLOURS = 128
JPEG = {"format": "JPEG", "quality": 95, "subsampling": "4:4:4"}
PNG = {"format": "PNG"}

EMPTY = _("The file is empty. Send the picture again.")
TOO_HEAVY = _("The picture is larger than 30 MB. Save it as JPEG or scale it down.")
TOO_COSTLY = _(
    "The picture has too many pixels for its kind of file. Save it as a standard (not progressive) JPEG and "
    "send that."
)

# Without Pillow's own guessing, which would try 43 formats. The structure was examined before.
DECODERS: dict[Kind, type[ImageFile]] = {
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
}
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One picture at a time in a process: four uploads at once shall not take four times the memory.
DECODING = threading.Lock()


class Master(File[bytes]):
    """The clean picture of an upload, in a temporary file, with what was read from the upload."""

    def __init__(self, file: IO[bytes], *, dimensions: tuple[int, int], notes: PictureNotes) -> None:
        super().__init__(file, "picture")
        self.width, self.height = dimensions
        self.notes = notes
        self.size = file.seek(0, io.SEEK_END)
        file.seek(0)
        self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # It is one.
        file.seek(0)


def validate_image(file: Any) -> None:
    """Refuse an upload that is no picture we take. What is stored already was judged when it came."""
    if not is_stored(file):
        master_of(file)


def is_stored(file: object) -> bool:
    """Whether a model's file stands in the storage already, or is an upload on its way there."""
    return bool(getattr(file, "_committed", False))


def master_of(file: Any) -> Master:
    """The master of an upload. In a model's field it takes the upload's place: form and save decode once."""
    if not isinstance(file, FieldFile):
        return take_in(file)
    if not isinstance(file.file, Master):
        file.file = take_in(file.file)
    return file.file


def take_in(file: Any) -> Master:
    """A clean master of the upload, or a ValidationError that says what is wrong and what to do."""
    data = _read(file)
    kind = kind_of(data)
    if kind is None:
        raise refusal(what_it_is_instead(data[:HEAD_LENGTH]), "unreadable")
    anatomy = examine(data, kind)
    scale = _scale(anatomy)
    with DECODING:
        return _encoded(*_decoded(data, anatomy, scale), is_photograph=kind == Kind.JPEG)


def _read(file: Any) -> bytes:
    if getattr(file, "size", 0) > MAX_BYTES:
        raise refusal(TOO_HEAVY, "too_heavy")
    file.seek(0)
    data: bytes = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(data) > MAX_BYTES:
        raise refusal(TOO_HEAVY, "too_heavy")
    if not data:
        raise refusal(EMPTY, "empty")
    return data


def _scale(anatomy: Anatomy) -> int:
    """1, or 2 to halve the picture; a refusal where even that would take too much memory."""
    for scale in (1, 2):
        kept = anatomy.pixels // scale**2
        # A JPEG is halved as it is decoded; others, which have no such way, right after.
        decoded = kept if anatomy.kind == Kind.JPEG else anatomy.pixels
        if kept <= MAX_MASTER_PIXELS and anatomy.held + BYTES_A_PIXEL * decoded <= MAX_HELD:
            return scale
    raise refusal(TOO_COSTLY, "too_large")


def _decoded(data: bytes, anatomy: Anatomy, scale: int) -> tuple[Image.Image, PictureNotes]:
    """Upright and in sRGB, and the notes that were in it."""
    try:
        file: Image.Image = DECODERS[anatomy.kind](io.BytesIO(data[: anatomy.end]))
        file.draft(None, (anatomy.width // scale, anatomy.height // scale))
        file.load()
        turn, notes = orientation_of(file), notes_of(file)
        # One name for the picture at each step, so that none is held longer than the next one needs it.
        file = in_srgb(file)
        file = file.reduce(scale) if file.width * file.height > MAX_MASTER_PIXELS else file
        return (file if turn is None else file.transpose(turn)), notes
    except Exception as error:
        # A decoder reports broken data in a dozen ways; whatever it is, this picture is not taken.
        raise refusal(BROKEN, "broken") from error


def orientation_of(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; one with broken notes of its own is taken as it stands."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


def _encoded(image: Image.Image, notes: PictureNotes, *, is_photograph: bool) -> Master:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    # What belongs to the picture is its pixels: an encoder would write the rest of `info` out again.
    image.info = {}
    is_line_art = not is_photograph and image.getcolors(LINE_ART_COLOURS) is not None
    options = PNG if image.mode == "RGBA" or is_line_art else JPEG
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the master closes it.
    try:
        image.save(file, **options)
        return Master(file, dimensions=image.size, notes=notes)
    except BaseException:
        file.close()
        raise
