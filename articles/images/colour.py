"""Every colour space turned into sRGB, the one that screens assume and a press converts from."""

from __future__ import annotations

import io
import logging

from PIL import Image, ImageCms

logger = logging.getLogger(__name__)

# Profiles of presses have some two megabytes.
MOST_PROFILE = 4 * 1024 * 1024
SPACE_OF_MODE = {"RGB": "RGB ", "RGBA": "RGB ", "L": "GRAY", "CMYK": "CMYK"}


def in_srgb(image: Image.Image) -> Image.Image:
    """In L, RGB or RGBA, by the picture's own profile where it has one that can be read and fits."""
    profile = image.info.get("icc_profile")
    plain = _in_eight_bits(image)
    if isinstance(profile, bytes) and 0 < len(profile) <= MOST_PROFILE:
        try:
            plain = _converted(plain, profile)
        except Exception:
            # lcms reports a profile that it cannot use in a dozen ways; the picture is then taken as sRGB.
            logger.info("the colour profile of a picture could not be used", exc_info=True)
    return plain.convert("RGB") if plain.mode == "CMYK" else plain


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """In a mode with eight bits a channel: palettes, bits and sixteen bits written out."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in SPACE_OF_MODE and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if source.profile.xcolor_space != SPACE_OF_MODE[image.mode]:
        return image
    mode = image.mode if image.mode == "RGBA" else "RGB"
    transform = ImageCms.buildTransform(
        source,
        ImageCms.createProfile("sRGB"),
        image.mode,
        mode,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    # In place, where the mode stays: a large picture is not held twice.
    made = ImageCms.applyTransform(image, transform, inPlace=image.mode == mode)
    return image if made is None else made
