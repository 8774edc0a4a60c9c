"""Taking printed pages in from the browser: files one after another, a ZIP page by page.

The script sends one file, or asks for one page of a ZIP that it has sent, and is answered in JSON; so no
request lasts longer than a page. The plain form sends all at once, and is answered with a page that says what
became of each and sends what is left.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ingest.admin.upload_words import ARCHIVE_SUFFIX
from ingest.incoming import Outcome, Sent, take, take_member
from ingest.models import SourcePage
from ingest.sources import Source, SourceError
from ingest.sources.reading import MAX_FILE
from ingest.staging import Gone, stage, staged
from ingest.words import refusal_in_words
from people.accounts import user_of
from policy.access import may
from policy.inputs import number_in
from policy.json import asks_for_json
from policy.table import Action

MOST_FILES = 40  # of a plain form: a thick issue
SECONDS = 10.0  # after which a plain form is answered, and goes on when it is asked to
NAMES_TOLD = 10


@dataclass(frozen=True, slots=True)
class Rest:
    """The pages of a kept ZIP from this one on."""

    archive: str
    start: int
    name: str

    @classmethod
    def of(cls, text: str) -> Rest | None:
        archive, start, name = [*text.split(":", 2), "", ""][:3]
        number = number_in(start)
        return None if number is None else cls(archive, number, name)

    def __str__(self) -> str:
        return f"{self.archive}:{self.start}:{self.name}"


@dataclass(slots=True)
class Taken:
    """What a plain form has brought so far, and what it has still to bring."""

    outcomes: list[Outcome] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def pages(self) -> list[SourcePage]:
        return [outcome.source for outcome in self.outcomes if outcome.source]

    @property
    def only_page(self) -> SourcePage | None:
        """The page, if nothing else was sent and it is in."""
        is_all = len(self.outcomes) == 1 and not self.rests and not self.left_out
        return self.outcomes[0].source if is_all else None


class UploadPages(admin.ModelAdmin[SourcePage]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.upload_view))
        return [path("upload/", view, name="ingest_sourcepage_upload"), *super().get_urls()]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        if not may(user_of(request), Action.ADD, SourcePage):
            raise PermissionDenied
        if asks_for_json(request):
            return JsonResponse(_answer_to_script(request))
        taken = _taken_plainly(request)
        if not taken.outcomes and not taken.left_out:
            messages.error(request, _("Choose the files of printed pages first."))
            return HttpResponseRedirect(reverse("admin:ingest_sourcepage_changelist"))
        if (source := taken.only_page) is not None:
            messages.success(request, taken.outcomes[0].text)
            return HttpResponseRedirect(_address(source))
        return self._taken_page(request, taken)

    def _taken_page(self, request: HttpRequest, taken: Taken) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Take printed pages in"),
            "opts": self.opts,
            "taken": taken,
            "typed": {name: request.POST.get(name, "") for name in ("date", "replace")},
            "first": next(iter(taken.pages), None),
            "day": _address_of_day(taken.pages),
        }
        return TemplateResponse(request, "admin/ingest/sourcepage/taken.html", context)


def _sent(request: HttpRequest, *, is_alone: bool) -> Sent:
    """A label can only be that of a single file."""
    return Sent(
        by=user_of(request),
        date=_date_in(request.POST.get("date", "")),
        label=request.POST.get("label", "").strip() if is_alone else "",
        replaces=bool(request.POST.get("replace")),
    )


def _date_in(text: str) -> dt.date | None:
    """What is no date is none."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _name_of(file: Any, path: str = "") -> str:
    """With the folders above it, where the script knows them; without what no database takes."""
    return (path or file.name or "").replace("\0", "")


# For the script -----------------------------------------------------------------------------------------


def _answer_to_script(request: HttpRequest) -> dict[str, Any]:
    """`file`, with its `path` where it lay in folders; or `rest`, the next page of a ZIP."""
    if (rest := Rest.of(request.POST.get("rest", ""))) is not None:
        outcome, _rests = _next_page(rest, _sent(request, is_alone=False))
        return _row(outcome)
    if (file := request.FILES.get("file")) is None:
        return _row(Outcome("", _("Choose the files of printed pages first.")))
    name = _name_of(file, request.POST.get("path", ""))
    if not name.lower().endswith(ARCHIVE_SUFFIX):
        return _row(take(lambda: file.read(MAX_FILE + 1), name, _sent(request, is_alone=True)))
    try:
        key = stage(file, by=user_of(request))
        with staged(key, by=user_of(request)) as source:
            pages = [
                {"file": page.name, "rest": str(Rest(key, number, name))}
                for number, page in enumerate(source.files)
            ]
            return {"pages": pages, "left_out": _left_out(source)}
    except SourceError as error:
        return _row(Outcome(name, refusal_in_words(error)))


def _row(outcome: Outcome) -> dict[str, Any]:
    source = outcome.source
    return {
        "state": ("new" if outcome.is_new else "known") if source else "refused",
        "text": str(source or outcome.text),
        "address": _address(source) if source else "",
        "day": _address_of_day([source]) if source else "",
    }


def _address(source: SourcePage) -> str:
    return reverse("admin:ingest_sourcepage_work", args=[source.pk])


def _address_of_day(sources: Sequence[SourcePage]) -> str:
    """The list of that day's pages; of all, where they are of several days."""
    address = reverse("admin:ingest_sourcepage_changelist")
    if len(days := {source.date for source in sources}) != 1:
        return address
    (day,) = days
    return f"{address}?date__year={day.year}&date__month={day.month}&date__day={day.day}"


def _left_out(source: Source) -> str:
    if not source.others:
        return ""
    names = "、".join(source.others[:NAMES_TOLD]) + ("…" if len(source.others) > NAMES_TOLD else "")
    return _("left out, neither text nor PDF: %s") % names


# For the plain form -------------------------------------------------------------------------------------


def _taken_plainly(request: HttpRequest) -> Taken:
    ends = time.monotonic() + SECONDS
    taken = Taken(rests=[rest for text in request.POST.getlist("rest") if (rest := Rest.of(text))])
    files = request.FILES.getlist("file")
    for number, file in enumerate(files):
        if number < MOST_FILES:
            _take_file(file, taken, _sent(request, is_alone=len(files) == 1))
        else:
            text = _("was not read: send at most %(most)d files at once, or a ZIP of them.")
            taken.outcomes.append(Outcome(_name_of(file), text % {"most": MOST_FILES}))
    while taken.rests and (not taken.outcomes or time.monotonic() < ends):
        outcome, more = _next_page(taken.rests.pop(0), _sent(request, is_alone=False))
        taken.outcomes.append(outcome)
        taken.rests[:0] = more
    return taken


def _take_file(file: Any, taken: Taken, sent: Sent) -> None:
    """A page at once; the pages of a ZIP are left for later."""
    name = _name_of(file)
    if not name.lower().endswith(ARCHIVE_SUFFIX):
        taken.outcomes.append(take(lambda: file.read(MAX_FILE + 1), name, sent))
        return
    try:
        key = stage(file, by=sent.by)
        with staged(key, by=sent.by) as source:
            taken.rests.append(Rest(key, 0, name))
            taken.left_out += [text for text in [_left_out(source)] if text]
    except SourceError as error:
        taken.outcomes.append(Outcome(name, refusal_in_words(error)))


def _next_page(rest: Rest, sent: Sent) -> tuple[Outcome, list[Rest]]:
    """What became of the first page of the rest, and what is left then: one rest or none."""
    try:
        with staged(rest.archive, by=sent.by) as source:
            if rest.start >= len(source.files):
                raise Gone
            outcome = take_member(source, rest.start, rest.name, sent)
            is_last = rest.start + 1 == len(source.files)
    except SourceError as error:
        return Outcome(rest.name, refusal_in_words(error)), []
    except Gone:
        return Outcome(rest.name, _("This ZIP is kept no longer: send it again. What is in stays in.")), []
    return outcome, [] if is_last else [Rest(rest.archive, rest.start + 1, rest.name)]
