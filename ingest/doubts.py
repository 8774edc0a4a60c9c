"""The parser's doubts in the words of the newsroom."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ingest.page import Doubt

WORDS = {
    "cut-off": gettext_lazy("the text breaks off"),
    "weak-continuation": gettext_lazy("what follows may belong to another story"),
    "ambiguous-title": gettext_lazy("kicker and headline may be the other way round"),
    "title-or-crosshead": gettext_lazy("may be a subhead of the story before"),
    "no-headline": gettext_lazy("no headline was found"),
    "county-unknown": gettext_lazy("the county is not named"),
    "town-ambiguous": gettext_lazy("several towns bear this name"),
}


def in_words(doubt: Doubt) -> str:
    """A sentence for the editor with the line of the page; an unknown code keeps the parser's own words."""
    return _("Line %(line)d: %(doubt)s") % {
        "line": doubt.line,
        "doubt": WORDS.get(doubt.code, doubt.reason),
    }
