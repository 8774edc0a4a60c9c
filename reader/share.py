"""Pictures that services show beside a link to a story without a photo: its headline under the nameplate.

Drawn on demand, kept in the cache by what stands on them. A face that lacks one of the characters draws
none: the picture then has the paper's mark and no words, never empty boxes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from PIL import Image, ImageDraw, ImageFont

from articles.text import INVISIBLE, for_xml
from reader.pictures import share_address, share_size
from reader.story import full_title, list_title, printed_label
from reader.story import picture as first_picture
from reader.whole import Whole

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
INNER = WIDTH - 2 * MARGIN
PAPER, INK, SOFT, RED, HAIRLINE = "#fcfbf8", "#1d1b19", "#5c574f", "#a9151f", "#d9d4c9"
# Song-style faces by the names of their files, as systems have them.
FACES = (
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifSC-Bold.otf",
    "SourceHanSerifSC-Bold.otf",
    "Songti.ttc",
    "simsun.ttc",
)
# Sizes of a headline with the lines that it may have in them, tried from the largest.
SIZES = ((92, 2), (78, 3), (64, 3), (54, 4))
NAMEPLATE, KICKER, NOTE = 56, 36, 30
TOWNS = 3
# What may not begin a line.
CLOSING = "，。、；：？！”’）》】」』〉…—·,.;:?!)%％"
# Another number, another picture: part of what pictures are kept by.
DRAWING = 1
KEPT_SECONDS = 24 * 60 * 60

Face = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a picture."""

    paper: str
    kicker: str = ""
    headline: str = ""
    places: str = ""
    date: str = ""

    @property
    def digest(self) -> str:
        """The same for pictures that are the same to the eye."""
        drawn = (DRAWING, _found(settings.SHARE_FONT), astuple(self))
        return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def card_of(whole: Whole) -> Card:
    day = date_format(localtime(whole.published_at), "DATE_FORMAT")
    if whole.placement:
        page = whole.placement.page
        day = f"{date_format(page.issue.date, 'DATE_FORMAT')}  {printed_label(page.label)}"
    return Card(
        paper=settings.PAPER_NAME,
        kicker=_clean(whole.story.kicker),
        headline=_clean(list_title(whole.story)),
        places=" ".join(_clean(town.name) for town in whole.towns[:TOWNS]),
        date=day,
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """The picture that a page offers for its link; the sides of a small photo are not told."""

    address: str
    alt: str
    width: int | None = WIDTH
    height: int | None = HEIGHT


def offered(whole: Whole, request: HttpRequest) -> Offered:
    """The story's first photo, else its drawn picture, under another address whenever it is drawn anew."""
    at = request.build_absolute_uri
    if photo := first_picture(whole.story):
        size = share_size(photo)
        sides = (size.width, size.height) if size else (None, None)
        return Offered(at(share_address(photo)), photo.alt_text or photo.caption, *sides)
    address = reverse("story-share", kwargs={"pk": whole.story.pk})
    return Offered(at(f"{address}?v={card_of(whole).digest}"), full_title(whole.story))


def picture(card: Card) -> bytes:
    """The PNG, from the cache where it was drawn already."""
    found = cache.get_or_set(f"share-{card.digest}", lambda: _drawn(card), KEPT_SECONDS)
    assert isinstance(found, bytes)  # The stubs think of caches that keep None.
    return found


def can_draw(card: Card) -> bool:
    face = _face(NOTE)
    return face is not None and not _missing(face, "".join(astuple(card)))


def _clean(text: str) -> str:
    return for_xml(INVISIBLE.sub("", text)).strip()


def _drawn(card: Card) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    if not can_draw(card):
        _draw_mark(draw)
    elif card.headline:
        _draw_story(draw, card)
    else:
        _draw_nameplate(draw, card.paper)
    buffer = io.BytesIO()
    image.quantize(32).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _draw_story(draw: ImageDraw.ImageDraw, card: Card) -> None:
    draw.text((MARGIN, 104), card.paper, fill=RED, font=_sure(NAMEPLATE), anchor="ls")
    draw.rectangle((MARGIN, 130, WIDTH - MARGIN, 135), fill=RED)
    draw.line((MARGIN, 141, WIDTH - MARGIN, 141), fill=RED, width=2)
    kicker = next(_lines(card.kicker, _sure(KICKER), most=1), "")
    draw.text((MARGIN, 204), kicker, fill=SOFT, font=_sure(KICKER), anchor="ls")
    _draw_headline(draw, card.headline, top=224 if kicker else 180, bottom=532)
    draw.line((MARGIN, 552, WIDTH - MARGIN, 552), fill=HAIRLINE, width=2)
    draw.text((MARGIN, 594), card.places, fill=SOFT, font=_sure(NOTE), anchor="ls")
    draw.text((WIDTH - MARGIN, 594), card.date, fill=SOFT, font=_sure(NOTE), anchor="rs")


def _draw_headline(draw: ImageDraw.ImageDraw, headline: str, *, top: int, bottom: int) -> None:
    """In the middle of its place."""
    size, lines = _set(headline)
    step = round(size * 1.32)
    y = top + (bottom - top - step * len(lines)) // 2
    for number, line in enumerate(lines):
        draw.text((MARGIN, y + number * step + step // 2), line, fill=INK, font=_sure(size), anchor="lm")


def _set(headline: str) -> tuple[int, list[str]]:
    """The largest size in which it fits, and its lines; cut in the smallest one."""
    for size, most in SIZES:
        lines = list(_lines(headline, _sure(size), most=most))
        if "".join(lines).replace(" ", "") == headline.replace(" ", ""):
            break
    return size, lines


def _draw_nameplate(draw: ImageDraw.ImageDraw, paper: str) -> None:
    size = min(170, INNER // max(1, len(paper)))
    draw.rectangle((MARGIN, 128, WIDTH - MARGIN, 138), fill=RED)
    draw.line((MARGIN, 148, WIDTH - MARGIN, 148), fill=RED, width=3)
    draw.text((WIDTH // 2, HEIGHT // 2), paper, fill=RED, font=_sure(size), anchor="mm")
    draw.line((MARGIN, HEIGHT - 128, WIDTH - MARGIN, HEIGHT - 128), fill=RED, width=3)


def _draw_mark(draw: ImageDraw.ImageDraw) -> None:
    """The site's own mark, a page in few strokes, for want of a face."""
    left, top, side = (WIDTH - 360) // 2, (HEIGHT - 360) // 2, 360
    draw.rounded_rectangle((left, top, left + side, top + side), radius=34, fill=RED)
    for y in (79, 107):
        draw.rectangle((left + 68, top + y - 7, left + 292, top + y + 6), fill="white")
    draw.rectangle((left + 68, top + 146, left + 169, top + 225), fill="white")
    for y, begin in ((157, 202), (191, 202), (220, 202), (264, 68), (298, 68)):
        draw.rectangle((left + begin, top + y - 7, left + 292, top + y + 7), fill="white")


def _lines(text: str, face: Face, *, most: int) -> Iterator[str]:
    """The text in lines that fit, `most` of them; the last ends in an ellipsis where more follows."""
    for number in range(1, most + 1):
        if not text:
            return
        end = _fitting(text, face)
        if number == most and end < len(text):
            end = _fitting(text, face, ending="…")
            yield f"{text[:end].rstrip()}…"
            return
        yield text[:end].strip()
        text = text[end:].lstrip()


def _fitting(text: str, face: Face, *, ending: str = "") -> int:
    """How many characters stand in a line: no word or number is divided, no closing mark begins the next."""
    end, width = 0, face.getlength(ending)
    for each in text:
        width += face.getlength(each)
        if width > INNER:
            break
        end += 1
    end = max(end, 1)
    if end == len(text):
        return end
    good = end
    while good > 1 and not _may_break(text[good - 1], text[good]):
        good -= 1
    return good if good > 1 else end


def _may_break(before: str, after: str) -> bool:
    is_inside = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return not is_inside and after not in CLOSING and before not in "“‘（《【「『〈("


def _missing(face: Face, text: str) -> bool:
    """Whether the face would draw its empty box for one of the characters."""
    box = bytes(face.getmask("\U0010ffff"))
    return any(bytes(face.getmask(each)) == box for each in set(text) if not each.isspace())


def _sure(size: int) -> Face:
    face = _face(size)
    assert face is not None  # Asked after `can_draw` alone.
    return face


def _face(size: int) -> Face | None:
    found = _found(settings.SHARE_FONT)
    return _sized(*found, size) if found else None


@lru_cache(maxsize=32)
def _sized(name: str, index: int, size: int) -> Face:
    return ImageFont.truetype(name, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4)
def _found(wanted: str) -> tuple[str, int] | None:
    """The file of the face and, of a collection, which one in it is for simplified Chinese."""
    for name in [wanted] if wanted else FACES:
        faces = list(_faces_in(name))
        if faces:
            return name, next((index for index, each in enumerate(faces) if each.endswith(" SC")), 0)
    return None


def _faces_in(name: str) -> Iterator[str]:
    try:
        for index in range(16):
            yield ImageFont.truetype(name, 20, index=index).getname()[0] or ""
    except OSError:
        return
