"""What the scripts of the story's form say, in the language of the person at the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def texts() -> dict[str, Any]:
    """By the names that the scripts know them by; `keys` are the shortcuts, in the order of the list."""
    return {**_sending(), **_drafts(), **_writing(), **_proposals(), **_pictures(), "keys": _keys()}


def _sending() -> dict[str, str]:
    return {
        "sending": _("Sending…"),
        "waitsForPictures": _("The photos are still being uploaded; the story is sent after them…"),
        "offline": _(
            "No connection. The story is kept on this device and goes off as soon as the line is back."
        ),
        "expired": _("You are signed out. Nothing is lost: sign in again in a new window, then send again."),
        "login": _("Sign in in a new window"),
        "again": _("Send again"),
    }


def _drafts() -> dict[str, str]:
    return {
        "kept": _("Kept on this device at %s"),
        "notKept": _("This device has no room to keep the text: save the story often."),
        "recovered": _("This device holds text of %(time)s that was never saved: %(title)s"),
        "restore": _("Restore it"),
        "forget": _("Delete it"),
        "forgetSure": _("The text is on this device only and will be gone. Delete it?"),
    }


def _writing() -> dict[str, str]:
    return {
        "over": _("%s too many"),
        "tools": _("Marks of the text"),
        "subhead": _("Subhead"),
        "quote": _("Quotation"),
        "place": _("Place of a photo"),
        "preview": pgettext("how a story looks", "Preview"),
        "web": pgettext("preview", "On the web"),
        "column": pgettext("preview", "In a column"),
        "shortcuts": _("Shortcuts"),
        "close": pgettext("button", "Close"),
        "save": _("Save and go on writing"),
        "submit": _("Save and hand in"),
        "propose": _("Take the next proposal"),
    }


def _proposals() -> dict[str, str]:
    return {
        "proposals": _("Found in the text"),
        "towns": pgettext("found in the text", "Towns"),
        "people": pgettext("found in the text", "People"),
        "tags": pgettext("found in the text", "Tags"),
        "byline": pgettext("found in the text", "Byline"),
        "dateline": _("as the dateline"),
        "county": _("as the county"),
        "moveByline": _("move it out of the text"),
        "printed": _("printed as"),
        "photoPrinted": _("in the caption of photo %s"),
        "newPerson": _("a new person"),
        "offlineNow": _("No connection. Try again when the line is back."),
        "asPrinted": _("by the printed name alone"),
        "used": _("used %s times"),
        "look": _("Look"),
    }


def _pictures() -> dict[str, str]:
    return {
        "choosePictures": _("Choose photos"),
        "dropPictures": _("Several at once; or drop them here. JPEG, PNG or WebP, up to 30 MB each."),
        "picture": _("picture"),
        "waits": _("Waits its turn"),
        "uploading": _("Uploading"),
        "processing": _("Uploaded; being prepared…"),
        "offlinePicture": _("No connection: the photo is sent again by itself."),
        "wrongKind": _("This is not a readable JPEG, PNG or WebP picture."),
        "tooHeavy": _("The picture is larger than 30 MB."),
        "move": _("Drag, or move with the arrow keys"),
        "earlier": _("Move the photo one place up"),
        "later": _("Move the photo one place down"),
        "captionForAll": _("This caption for all photos"),
        "creditForAll": _("This credit for all photos"),
        "placeForAll": _("This place and day for all photos"),
        "replaceOthers": _("What the other photos say there is replaced. Go on?"),
    }


def _keys() -> dict[str, str]:
    return {
        "save": "Ctrl+S",
        "submit": "Ctrl+Enter",
        "subhead": "Alt+1",
        "quote": "Alt+2",
        "place": "Alt+3",
        "propose": "Alt+A",
        "preview": "Alt+V",
        "shortcuts": "?  Ctrl+/",
    }
