"""Reading who is credited out of printed text: bylines, credit lines, names. Pure."""

from __future__ import annotations

from people.bylines.byline import (
    DATELINE,
    Byline,
    bare_names,
    parse_byline,
    parse_closing,
    parse_credit_line,
    parse_opening,
)
from people.bylines.credit_list import Credit
from people.bylines.credit_words import EDITORS, ORGANISATION
from people.bylines.folding import fold

__all__ = [
    "DATELINE",
    "EDITORS",
    "ORGANISATION",
    "Byline",
    "Credit",
    "bare_names",
    "fold",
    "parse_byline",
    "parse_closing",
    "parse_credit_line",
    "parse_opening",
]
