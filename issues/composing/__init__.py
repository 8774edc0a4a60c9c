"""The composition of a newspaper page: from stories to PDF, picture and regions. Pure but for `reading`.

page = PageDescription(Folio(…), stories)
composition = compose(page, Wishes(layout=Layout.BANNER))
composition.fits, composition.regions, composition.missing
printed = print_page(composition)
pictures(printed.pdf)
"""

from issues.composing.composition import Composition, Fit, Notice, Region
from issues.composing.description import Folio, PageDescription, Picture, Position, Story, body_of
from issues.composing.faces import FontsMissingError
from issues.composing.layout import Layout, Wishes, compose
from issues.composing.render import EngineMissingError, NotPrintableError, Printed, pictures, print_page

__all__ = [
    "Composition",
    "EngineMissingError",
    "Fit",
    "Folio",
    "FontsMissingError",
    "Layout",
    "NotPrintableError",
    "Notice",
    "PageDescription",
    "Picture",
    "Position",
    "Printed",
    "Region",
    "Story",
    "Wishes",
    "body_of",
    "compose",
    "pictures",
    "print_page",
]
