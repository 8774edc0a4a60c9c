"""What the last reading finds: a kind of point on its sheet, and one finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.chain import digest


class Kind(StrEnum):
    """The points of the sheet, in the order in which the paper is read."""

    PAGES = "pages"
    FOLIO = "folio"
    SERIAL = "serial"
    STORIES = "stories"
    PROOFS = "proofs"
    PHOTOS = "photos"
    JUMPS = "jumps"
    NAMES = "names"
    TOWNS = "towns"

    @property
    def label(self) -> str | Promise:
        return LABELS[self]


LABELS = {
    Kind.PAGES: _("page count and order"),
    Kind.FOLIO: _("date and folio lines"),
    Kind.SERIAL: _("serial number"),
    Kind.STORIES: _("stories"),
    Kind.PROOFS: _("three proofs"),
    Kind.PHOTOS: _("photos, captions and credits"),
    Kind.JUMPS: _("jump lines"),
    Kind.NAMES: _("names written two ways"),
    Kind.TOWNS: _("towns and their counties"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against the release until it is mended or overridden with a reason."""

    kind: Kind
    # What is wrong, in a word of ours that never changes: "caption_missing".
    code: str
    # A sentence in the language of whoever reads the sheet; it names the story, and the page by its label.
    text: str
    # What the finding is about, in plain values: with other facts it is another finding.
    facts: tuple[str | int, ...]
    # Where it is mended.
    page: int | None = None
    # The stories whose words the sentence tells: it is kept from whoever may not see one of them.
    stories: tuple[int, ...] = ()
    # What no reason overrides: without it the issue would not be whole.
    is_hard: bool = False

    @property
    def key(self) -> str:
        """The same for the same finding, in whatever language it is told."""
        return digest(self.kind, self.code, *self.facts)
