"""Why a page could not be taken or made, in sentences for the editor."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues.composing import EngineMissingError, FontsMissingError, NotPrintableError
from issues.uploaded import SheetError


def reason(error: Exception) -> str:
    match error:
        case EngineMissingError():
            said = _("typst is not installed: pages can be composed, but not printed.")
        case FontsMissingError():
            said = _("The fonts of the page are missing.")
        case NotPrintableError():
            said = _("typst refused the page: %s") % error
        case SheetError():
            said = sheet_in_words(error)
        case ValidationError():
            said = " ".join(error.messages)
        case OSError():
            said = _("A file could not be written or read: %s") % (error.strerror or type(error).__name__)
        case _other:
            said = _("An error of the program (%s); the log says more.") % type(error).__name__
    return said


def sheet_in_words(error: SheetError) -> str:
    match error.code:
        case "encrypted":
            return _("The PDF is locked with a password. Export it without one.")
        case "empty":
            return _("The PDF has no page.")
        case "no-such-page":
            return _("The PDF has %s pages. Choose one of them.") % error.detail
        case "shape":
            return _("The page is far longer than wide, or far wider than long: this is no page of a paper.")
        case "too-slow":
            return _("The PDF takes too long to draw. Export it with flattened graphics.")
    return _("The PDF is damaged and cannot be read. Export it again.")
