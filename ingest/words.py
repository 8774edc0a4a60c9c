"""The parser's doubts and errors in the words of the newsroom."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ingest.correcting.fields import BY_HAND
from ingest.page import Doubt, PageError
from ingest.page.models import NamedTown
from ingest.page.reasons import SENTENCES
from ingest.sources import SourceError

DOUBTS = {
    "cut-off": gettext_lazy("the text breaks off"),
    "unattached": gettext_lazy("no story on this page fits the text"),
    "weak-continuation": gettext_lazy("what follows may belong to another story"),
    "ambiguous-title": gettext_lazy("kicker and headline may be the other way round"),
    "title-or-crosshead": gettext_lazy("may be a subhead of the story before"),
    "no-headline": gettext_lazy("no headline was found"),
    "county-unknown": gettext_lazy("the county is not named"),
    "town-ambiguous": gettext_lazy("several towns bear this name"),
    "town-unknown": gettext_lazy("no town of this name is known"),
    "glued-names": gettext_lazy("two names are printed as one word"),
    "person": gettext_lazy("it is not certain who is meant"),
}
TOWNS = {
    "unique": gettext_lazy("The text names %(word)s."),
    "county-before": gettext_lazy("The text names %(word)s as a town of %(county)s."),
    "county-hint": gettext_lazy("The text names %(word)s; of the towns of this name, the one of %(county)s."),
    "ambiguous": gettext_lazy("The text names %(word)s; several towns have this name: choose the right one."),
    "short": gettext_lazy("The text names %(word)s behind %(county)s, without 镇, 乡 or 街道."),
    "village": gettext_lazy("The text names %(word)s, a village of %(town)s."),
    BY_HAND: gettext_lazy("Chosen by hand."),
}
ERRORS = {
    "unreadable": gettext_lazy("cannot be read: %(detail)s"),
    "too-large": gettext_lazy("is too large for a page: more than %(detail)s"),
    "not-utf8": gettext_lazy("is not UTF-8: %(detail)s"),
    "not-utf16": gettext_lazy("is not UTF-16, as its first bytes say: %(detail)s"),
    "not-gb18030": gettext_lazy("is not whole GB18030: %(detail)s"),
    "control-character": gettext_lazy("holds control characters, so it is no text: %(detail)s"),
    "empty": gettext_lazy("holds no text"),
    "encrypted-pdf": gettext_lazy("is locked with a password"),
    "broken-pdf": gettext_lazy("is no readable PDF: %(detail)s"),
    "several-pages": gettext_lazy("has %(detail)s pages: each page in a file of its own"),
    "no-text-layer": gettext_lazy("is a picture without text"),
    "too-slow": gettext_lazy("could not be read within %(detail)s"),
}
REFUSALS = {
    "unreadable": gettext_lazy("cannot be read: %(detail)s"),
    "no-source": gettext_lazy("is neither a folder nor a ZIP"),
    "no-pages": gettext_lazy("holds no page: no .txt and no .pdf"),
    "too-many-files": gettext_lazy("holds more than %(detail)s files"),
    "too-large": gettext_lazy("is too large for an issue: more than %(detail)s"),
    "broken-zip": gettext_lazy("is a damaged ZIP: %(detail)s"),
    "encrypted": gettext_lazy("is locked with a password: %(detail)s"),
    "compressed-too-well": gettext_lazy("unpacks to far more than a page could: %(detail)s"),
    "bad-path": gettext_lazy("holds a file with a forbidden path: %(detail)s"),
    "link": gettext_lazy("holds a link or a device: %(detail)s"),
    "nested": gettext_lazy("holds an archive inside the archive: %(detail)s"),
    "method": gettext_lazy("is packed in a way that is not read: %(detail)s"),
}
# The same of one file of an archive, beside its name.
MEMBERS = {
    "too-large": gettext_lazy("is too large for a page"),
    "broken-zip": gettext_lazy("is damaged: it does not unpack to what the ZIP says of it"),
    "encrypted": gettext_lazy("is locked with a password"),
    "compressed-too-well": gettext_lazy("unpacks to far more than a page could"),
    "bad-path": gettext_lazy("has a forbidden path"),
    "link": gettext_lazy("is a link or a device"),
    "nested": gettext_lazy("is an archive inside the archive"),
    "method": gettext_lazy("is packed in a way that is not read"),
}


def doubt_in_words(doubt: Doubt) -> str:
    """A sentence for the editor with the line of the page; of a continuation also why it stands there."""
    values = {"line": doubt.line, "doubt": DOUBTS[doubt.code]}
    if not doubt.because:
        return _("Line %(line)d: %(doubt)s") % values
    values["why"] = _(SENTENCES[doubt.because])
    return _("Line %(line)d: %(doubt)s. Why it is here: %(why)s") % values


def town_in_words(named: NamedTown, page: str) -> str:
    """How a town was found; `page` is the text that its spans are of."""
    word = "".join("".join(page[start:end].split()) for start, end in named.spans)
    return str(TOWNS[named.reason] % {"word": word, "town": named.town, "county": named.county})


def error_in_words(file: Path | str, error: PageError) -> str:
    """The file, the line where that is known, and what is wrong with it."""
    reason = ERRORS[error.code] % {"detail": error.detail}
    if error.line is None:
        return _("%(file)s: %(reason)s") % {"file": file, "reason": reason}
    return _("%(file)s, line %(line)d: %(reason)s") % {"file": file, "line": error.line, "reason": reason}


def reason_in_words(error: PageError) -> str:
    """The same where the file is named already."""
    reason = ERRORS[error.code] % {"detail": error.detail}
    if error.line is None:
        return reason
    return _("line %(line)d: %(reason)s") % {"line": error.line, "reason": reason}


def refusal_in_words(error: SourceError) -> str:
    """Why a folder or an archive is refused as a whole."""
    return str(REFUSALS[error.code] % {"detail": error.detail})


def member_in_words(error: SourceError) -> str:
    """Why one file of an archive is refused, where the file is named already."""
    return str(MEMBERS[error.code])
