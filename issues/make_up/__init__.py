"""The make-up of a page (组版): what an editor sees of it at once, and what an editor fixes of it."""

from __future__ import annotations

from issues.make_up.fixing import Fixed, Move, Place, fix, may_make_up, why_not
from issues.make_up.form import MakeUpForm
from issues.make_up.looking import Sheet, sheet_of
from issues.make_up.pictures import PagePicture, keep_going, pictures_of

__all__ = [
    "Fixed",
    "MakeUpForm",
    "Move",
    "PagePicture",
    "Place",
    "Sheet",
    "fix",
    "keep_going",
    "may_make_up",
    "pictures_of",
    "sheet_of",
    "why_not",
]
