"""Parts of public addresses."""

from __future__ import annotations

from django.urls.converters import StringConverter


class EncodingConverter(StringConverter):
    """How a picture is encoded, where that is not WebP."""

    regex = "avif|jpg"


class SizeConverter(StringConverter):
    """Of the picture of a page."""

    regex = "thumb|small|large"


class LabelConverter(StringConverter):
    """A page's label: A3, 02, 第四版."""

    regex = r"[\w-]+"


class NameConverter(StringConverter):
    """A tag's address. Control characters are left out: PostgreSQL cannot even ask for them."""

    regex = r"[^/\x00-\x1f]+"


class IndexNowKeyConverter(StringConverter):
    """A key as the protocol has it; robots.txt is too short for one."""

    regex = r"[A-Za-z0-9-]{8,128}"
