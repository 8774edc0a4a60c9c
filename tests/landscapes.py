"""Drawn landscapes of the plain, in place of photographs, for whoever looks at a page.

Sky, sun, trees, and a field in rows that run together far away: nobody's rights are touched. The same number
draws the same picture.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Light:
    """A time of the day and of the year: the sky, the horizon, the sun, the field, the furrows."""

    above: Colour
    horizon: Colour
    sun: Colour
    field: Colour
    furrow: Colour


LIGHTS = (
    Light((92, 141, 186), (231, 226, 204), (255, 246, 214), (196, 164, 74), (150, 118, 46)),  # Wheat
    Light((52, 68, 110), (240, 160, 104), (255, 214, 140), (74, 74, 48), (46, 46, 34)),  # Evening
    Light((150, 178, 196), (226, 234, 234), (252, 252, 244), (226, 230, 232), (160, 172, 170)),  # Snow
    Light((108, 164, 196), (220, 234, 226), (255, 252, 230), (92, 140, 74), (58, 102, 54)),  # Spring
    Light((196, 150, 150), (248, 214, 176), (255, 236, 196), (132, 118, 66), (98, 84, 48)),  # Dawn
)


def landscape(number: int, width: int = 1600, height: int = 1067) -> ContentFile[bytes]:
    """A JPEG, as an upload would bring it."""
    buffer = io.BytesIO()
    _drawn(number, width, height).save(buffer, "JPEG", quality=88)
    return ContentFile(buffer.getvalue(), f"landscape-{number}.jpg")


def _drawn(number: int, width: int, height: int) -> Image.Image:
    dice, light = random.Random(number), LIGHTS[number % len(LIGHTS)]  # noqa: S311 - Nothing is secret here.
    horizon = round(height * dice.uniform(0.42, 0.6))
    picture = _sky(light, width, height, horizon)
    picture = _sun(
        picture, light, (dice.randint(width // 6, width * 5 // 6), round(horizon * dice.uniform(0.45, 0.9)))
    )
    for far in (0.75, 0.45):
        colour = _mixed(light.furrow, light.horizon, far)
        _trees(picture, dice, colour, horizon=horizon, size=round(height * 0.07 * (1.1 - far)))
    _field(picture, dice, light, horizon)
    grain = Image.effect_noise((width, height), 18).convert("RGB")
    return Image.blend(picture, grain, 0.045).filter(ImageFilter.SMOOTH)


def _sky(light: Light, width: int, height: int, horizon: int) -> Image.Image:
    column = Image.new("RGB", (1, height))
    for y in range(height):
        column.putpixel((0, y), _mixed(light.above, light.horizon, min(1.0, (y / horizon) ** 1.4)))
    return column.resize((width, height))


def _sun(picture: Image.Image, light: Light, centre: tuple[int, int]) -> Image.Image:
    glow = Image.new("L", picture.size)
    pen = ImageDraw.Draw(glow)
    for radius, strength in ((300, 30), (220, 50), (130, 90), (54, 255)):
        pen.ellipse(
            [centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], fill=strength
        )
    return Image.composite(
        Image.new("RGB", picture.size, light.sun), picture, glow.filter(ImageFilter.GaussianBlur(45))
    )


def _trees(picture: Image.Image, dice: random.Random, colour: Colour, *, horizon: int, size: int) -> None:
    """A row of poplars, as stands along every road of the plain."""
    pen = ImageDraw.Draw(picture)
    x = -size
    while x < picture.width + size:
        tall = round(size * dice.uniform(0.7, 1.6))
        broad = max(3, round(tall * dice.uniform(0.28, 0.42)))
        pen.ellipse([x - broad, horizon - tall, x + broad, horizon + tall // 3], fill=colour)
        x += round(size * dice.uniform(0.25, 0.9))


def _field(picture: Image.Image, dice: random.Random, light: Light, horizon: int) -> None:
    pen, (width, height) = ImageDraw.Draw(picture), picture.size
    far = _mixed(light.field, light.horizon, 0.35)
    for y in range(horizon, height):
        pen.line([(0, y), (width, y)], fill=_mixed(far, light.field, (y - horizon) / (height - horizon)))
    meeting = (dice.randint(width // 4, width * 3 // 4), horizon)
    for foot in range(-9 * width, 10 * width, max(24, width // 16)):
        pen.polygon([meeting, (foot, height), (foot + width // 44, height)], fill=light.furrow)
    pen.rectangle([0, horizon - 2, width, horizon + 3], fill=_mixed(light.furrow, far, 0.4))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
