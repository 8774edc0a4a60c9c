"""The parser's doubts and errors in the words of the newsroom."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ingest.page import Doubt, PageError

DOUBTS = {
    "cut-off": gettext_lazy("the text breaks off"),
    "weak-continuation": gettext_lazy("what follows may belong to another story"),
    "ambiguous-title": gettext_lazy("kicker and headline may be the other way round"),
    "title-or-crosshead": gettext_lazy("may be a subhead of the story before"),
    "no-headline": gettext_lazy("no headline was found"),
    "county-unknown": gettext_lazy("the county is not named"),
    "town-ambiguous": gettext_lazy("several towns bear this name"),
}
ERRORS = {
    "unreadable": gettext_lazy("cannot be read: %(detail)s"),
    "too-large": gettext_lazy("is too large for a page: more than %(detail)s"),
    "not-utf8": gettext_lazy("is not UTF-8: %(detail)s"),
    "control-character": gettext_lazy("holds control characters, so it is no text: %(detail)s"),
    "empty": gettext_lazy("holds no text"),
}


def doubt_in_words(doubt: Doubt) -> str:
    """A sentence for the editor with the line of the page."""
    return _("Line %(line)d: %(doubt)s") % {"line": doubt.line, "doubt": DOUBTS[doubt.code]}


def error_in_words(file: Path | str, error: PageError) -> str:
    """The file, the line where that is known, and what is wrong with it."""
    reason = ERRORS[error.code] % {"detail": error.detail}
    if error.line is None:
        return _("%(file)s: %(reason)s") % {"file": file, "reason": reason}
    return _("%(file)s, line %(line)d: %(reason)s") % {"file": file, "line": error.line, "reason": reason}
