"""Every picture of the corpus is refused with a sentence, or made harmless: what is stored is read again."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.images.intake import Master, take_in
from articles.images.renditions import SHARE, Size, encoded
from tests.hostile_pictures import CORPUS, HARMLESS, Case
from tests.picture_parts import CANARY, SCRIPT

# What a JPEG and a PNG need to be shown; anything else would be something that was not asked for.
JPEG_SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
PNG_CHUNKS = {b"IHDR", b"IDAT", b"IEND"}


def uploaded(case: Case) -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.jpg", case.make())


# The large ones take minutes; bench/hostile_pictures.py takes all of them, with these very checks.
REFUSED = [case for case in CORPUS if case.code != HARMLESS and not case.is_large]
TAKEN = [case for case in CORPUS if case.code == HARMLESS and not case.is_large]


def by_name(case: Case) -> str:
    return case.name


def test_the_corpus_is_large_enough_and_says_each_thing_once() -> None:
    assert len({case.name for case in CORPUS}) == len(CORPUS) >= 40


@pytest.mark.parametrize("case", REFUSED, ids=by_name)
def test_it_is_refused_with_a_sentence(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", TAKEN, ids=by_name)
def test_it_is_made_harmless(case: Case) -> None:
    check(case)


def check(case: Case) -> None:
    """What has to become of the case, whichever it is."""
    file = uploaded(case)
    if case.code == HARMLESS:
        check_harmless(take_in(file), case)
        return
    with pytest.raises(ValidationError) as caught:
        take_in(file)
    assert caught.value.code == case.code
    assert str(caught.value.messages[0]).endswith((".", "。"))


def check_harmless(master: Master, case: Case) -> None:
    stored = master.read()
    check_clean(stored, case)
    for shown in encoded(io.BytesIO(stored), [Size(480), SHARE], (50, 50)):
        check_clean(shown, case)
    if case.size is not None:
        assert (master.width, master.height) == case.size


def check_clean(data: bytes, case: Case) -> None:
    """Read again by the structure: no part but the picture, no word of what was hidden, nothing behind it."""
    assert SCRIPT not in data
    assert CANARY not in data
    assert b"index.html" not in data
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
        image.load()
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "photoshop", "comment", "mp"} & set(image.info)
        parts = {"JPEG": jpeg_parts, "PNG": png_parts, "WEBP": webp_parts}[image.format or ""]
    assert parts(data) == set(), case.name


def jpeg_parts(data: bytes) -> set[int]:
    """The markers that do not belong; the end of the picture is the end of the file."""
    found, at = set(), 2
    while data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    assert data.endswith(b"\xff\xd9")
    return found - JPEG_SEGMENTS


def png_parts(data: bytes) -> set[bytes]:
    found, at = set(), 8
    while at < len(data):
        found.add(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return found - PNG_CHUNKS


def webp_parts(data: bytes) -> set[bytes]:
    assert int.from_bytes(data[4:8], "little") + 8 == len(data)
    return {data[12:16]} - {b"VP8 ", b"VP8L"}


@pytest.mark.parametrize("turn", range(1, 9))
def test_the_red_corner_is_where_the_camera_saw_it(turn: int) -> None:
    corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    case = next(case for case in CORPUS if case.name == f"orientation {turn}")
    master = take_in(uploaded(case))
    with Image.open(master) as image:
        right, bottom = corners[turn]
        at = (image.width * (1 + 2 * right) // 4, image.height * (1 + 2 * bottom) // 4)
        red, green, blue = image.convert("RGB").getpixel(at)  # type: ignore[misc]  # Three channels.
    assert (red > 150, green < 80, blue < 80) == (True, True, True)


def test_what_is_transparent_stays_so_in_the_master_and_lies_on_white_in_what_is_shown() -> None:
    drawing = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    drawing.paste((200, 0, 0, 255), (0, 0, 20, 40))
    buffer = io.BytesIO()
    drawing.save(buffer, "PNG")
    stored = take_in(SimpleUploadedFile("logo.png", buffer.getvalue())).read()
    with Image.open(io.BytesIO(stored)) as master:
        assert (master.format, master.mode) == ("PNG", "RGBA")
    with Image.open(io.BytesIO(encoded(io.BytesIO(stored), [Size(480)], (50, 50))[0])) as shown:
        assert shown.convert("RGB").getpixel((35, 20)) >= (250, 250, 250)  # type: ignore[operator]  # Three channels.
