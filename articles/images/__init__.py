"""Pictures: what is taken in, what is read from them, and the fixed sizes that readers get.

kinds       what a file is, by its first bytes
anatomy     what a picture says of itself, read before anything is decoded
notes       caption, by-line, date and place, read before they are thrown away
colour      every colour space turned into sRGB
intake      an upload becomes the clean master that is stored
storage     files that are whole or not there
renditions  the sizes and crops that are shown
background  the same made ahead, off the request
"""

from __future__ import annotations

from articles.images.intake import MAX_BYTES, TOO_HEAVY, Master, is_stored, master_of, validate_image
from articles.images.notes import PictureNotes
from articles.images.renditions import (
    SHARE,
    SIZES,
    THUMBNAIL_AS_JPEG,
    THUMBNAILS,
    WHOLE,
    WHOLE_AS_JPEG,
    WIDTHS,
    PictureLost,
    Size,
    make_renditions,
    missing_renditions,
    rendition,
)

__all__ = [
    "MAX_BYTES",
    "SHARE",
    "SIZES",
    "THUMBNAILS",
    "THUMBNAIL_AS_JPEG",
    "TOO_HEAVY",
    "WHOLE",
    "WHOLE_AS_JPEG",
    "WIDTHS",
    "Master",
    "PictureLost",
    "PictureNotes",
    "Size",
    "is_stored",
    "make_renditions",
    "master_of",
    "missing_renditions",
    "rendition",
    "validate_image",
]
