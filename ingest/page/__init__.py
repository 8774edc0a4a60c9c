"""A printed page's text -> its stories. Pure: text and a gazetteer in, frozen dataclasses out.

    page = parse_page(read_page("seed-page.txt"), gazetteer=Gazetteer.from_register())

The way through: `lines` (text to blocks of the layout) -> `furniture` and `captions` and `titles` (what each
block is) -> `outline` (the stories that begin on the page, and pieces that belong to one of them) ->
`assignment` (which piece goes to which story, judged together) and `choices` (why, and what comes next) ->
`story` (a story read out of its pieces).
"""

from __future__ import annotations

from ingest.page.decode import PageError, decode_page, read_page
from ingest.page.models import Doubt, Fragment, ParsedPage, ParsedStory
from ingest.page.parse import parse_page

__all__ = [
    "Doubt",
    "Fragment",
    "PageError",
    "ParsedPage",
    "ParsedStory",
    "decode_page",
    "parse_page",
    "read_page",
]
