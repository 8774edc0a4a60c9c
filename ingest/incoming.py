"""Files that somebody sends: what each becomes, a page that waits in the queue or a reason why not.

sent = Sent(by=user, date=None)
take(file.read, "2023-12-20_A3.txt", sent)          # Outcome(file=..., source=<SourcePage>, is_new=True)
with staged(key, by=user) as source:
    take_member(source, 0, "2023-12-20.zip", sent)  # the first page of a ZIP
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ingest.importing import NotIngested, Received, receive
from ingest.models import SourcePage
from ingest.page import PageError
from ingest.placing import Place, place_of
from ingest.sources import Source, SourceError, page_text
from ingest.words import member_in_words, reason_in_words
from people.models import User


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sends, and what is typed beside the files: it goes before what the files say."""

    by: User
    date: dt.date | None = None
    label: str = ""
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: the page it is, or in words why it is none."""

    file: str
    text: str
    source: SourcePage | None = None
    is_new: bool = False


def take(read: Callable[[], bytes], path: str, sent: Sent) -> Outcome:
    """Let the page of a file wait in the queue; `path` is its name with the folders above it."""
    try:
        text = page_text(read())
        place = place_of(path, text)
        received = _received(text, place, path, sent)
    except PageError as error:
        return Outcome(path, reason_in_words(error))
    except SourceError as error:
        return Outcome(path, member_in_words(error))
    except NotIngested as error:
        return Outcome(path, str(error))
    told = _("%(page)s is taken in.") if received.is_new else _("%(page)s is in already; nothing changed.")
    parts = (told % {"page": received.source}, str(received.replaced or ""), _contradiction(place, sent))
    return Outcome(path, " ".join(filter(None, parts)), received.source, received.is_new)


def _contradiction(place: Place, sent: Sent) -> str:
    """What is typed goes before what the file says; where they differ, one of the two is a mistake."""
    if sent.date is None or place.date in (None, sent.date):
        return ""
    values = {"printed": date_format(place.date), "typed": date_format(sent.date)}
    return _("The file says %(printed)s, typed was %(typed)s: look at it again.") % values


def take_member(archive: Source, number: int, name: str, sent: Sent) -> Outcome:
    """The same for one of the pages of the ZIP of this name. One page in several of its files is none."""
    file = archive.files[number]
    place = _told_by_name(f"{name}/{file.name}", sent)
    same = [each.name for each in archive.files if _told_by_name(f"{name}/{each.name}", sent) == place]
    if place.date and place.label and len(same) > 1:
        values = {"label": place.label, "files": "、".join(same)}
        return Outcome(file.name, _("page %(label)s is in several files: %(files)s") % values)
    outcome = take(file.read, f"{name}/{file.name}", sent)
    return Outcome(file.name, outcome.text, outcome.source, outcome.is_new)


def _told_by_name(path: str, sent: Sent) -> Place:
    """Which page it is, as far as is known before it is read."""
    place = place_of(path, "")
    return Place(sent.date or place.date, place.extra, place.label)


def _received(text: str, place: Place, path: str, sent: Sent) -> Received:
    date, label = sent.date or place.date, sent.label or place.label
    if date is None or not label:
        missing = [str(word) for word, has in ((_("date"), date), (_("label"), label)) if not has]
        raise NotIngested(
            _("Neither its name nor its folio line says: %(missing)s. Type it and send the file again.")
            % {"missing": "、".join(missing)}
        )
    return receive(
        text,
        replaces=sent.replaces,
        date=date,
        extra=place.extra,
        label=label,
        name=place.name[:40],
        file_name=path.rpartition("/")[2],
        by=sent.by,
    )
