"""The doors of the staff site: each function goes through one and says what happened."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Model
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from people.models import User
from tests.clients import StaffClient
from tests.policy_world import Thing
from tests.releasing import mark_in

NUMBER = re.compile(r"Canary(\d+)")
REFUSED, FORM, READ_ONLY = "refused", "form", "read only"
GUESS = "guessed"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str = ""

    @property
    def numbers(self) -> set[int]:
        """The numbers of the things whose texts stand in the answer."""
        return {int(number) for number in NUMBER.findall(self.text)}


class Visitor(StaffClient):
    """A client that remembers every answer's leaks and does not copy the contexts of templates."""

    def __init__(self, name: str, user: User | None) -> None:
        super().__init__(raise_request_exception=False)
        self.name, self.user = name, user
        self.requests = 0
        self.told: dict[str, set[int]] = {}
        self.crashed: list[str] = []
        if user is not None:
            self.force_login(user)

    def ask(self, address: str, **query: Any) -> Answer:
        return self._note(self.generic("GET", address, QUERY_STRING=_query(query)), f"GET {address}")

    def post(self, address: str, data: dict[str, Any] | None = None) -> Answer:  # type: ignore[override]
        values = data or {}
        if any(hasattr(value, "read") for value in values.values()):
            sent = self.generic("POST", address, encode_multipart(BOUNDARY, values), MULTIPART_CONTENT)
        else:
            sent = self.generic("POST", address, _query(values), "application/x-www-form-urlencoded")
        return self._note(sent, f"POST {address}")

    def request(self, **request: Any) -> Any:
        """As Django's client without its record of templates, which takes most of the time of such a walk."""
        return self.handler(self._base_environ(**request))

    def _note(self, response: Any, what: str) -> Answer:
        content = b"".join(response.streaming_content) if response.streaming else response.content
        answer = Answer(
            response.status_code, content.decode(errors="replace"), response.headers.get("Location", "")
        )
        self.requests += 1
        if answer.numbers:
            self.told.setdefault(what, set()).update(answer.numbers)
        if answer.status >= 500:
            self.crashed.append(f"{what} answers {answer.status}")
        return answer


def _query(data: dict[str, Any]) -> str:
    return urlencode(data, doseq=True)


def address(label: str, door: str, *arguments: Any) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{door}", args=arguments)


def model_of(label: str) -> type[Model]:
    return apps.get_model(label)


# Looking ----------------------------------------------------------------------------------------------


def listed(visitor: Visitor, label: str, **query: Any) -> set[int] | None:
    """The keys of the rows in the change list, all its pages; None where it is refused."""
    row = re.compile(rf"/admin/{label.replace('.', '/')}/(\d+)/change/")
    found: set[int] = set()
    page = 1
    while True:
        answer = visitor.ask(address(label, "changelist"), p=page, **query)
        if answer.status != 200:
            return None
        found |= {int(key) for key in row.findall(answer.text)}
        page += 1
        if (
            f"?p={page}" not in answer.text
            and f"p={page}&" not in answer.text
            and f'p={page}"' not in answer.text
        ):
            return found


def sidebar(visitor: Visitor, label: str) -> list[str]:
    """The list's own links (filters with their counts, orders, days), one of each kind.

    Returns those that fail.
    """
    first = visitor.ask(address(label, "changelist"), _facets="True")
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(\?[^"]+)"', first.text)}
    failed = []
    for link in {tuple(sorted(_parsed(link))): link for link in sorted(links)}.values():
        answer = visitor.ask(address(label, "changelist"), **_parsed(link))
        if answer.status != 200:
            failed.append(f"{link} answers {answer.status}")
    return failed


def _parsed(link: str) -> dict[str, str]:
    return dict(parse_qsl(unquote(link).lstrip("?"), keep_blank_values=True))


def opened(visitor: Visitor, thing: Thing, **query: Any) -> str:
    """Whether the thing's page is a form, only to be read, or refused."""
    answer = visitor.ask(address(thing.label, "change", thing.pk), **query)
    if answer.status != 200:
        return REFUSED
    return FORM if 'name="_save"' in answer.text else READ_ONLY


def answers(visitor: Visitor, where: str, **query: Any) -> bool:
    return visitor.ask(where, **query).status == 200


def exported(response: Any) -> set[int]:
    """The numbers in the texts of a spreadsheet."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    return {int(number) for number in NUMBER.findall(sheet)}


def autocompleted(visitor: Visitor, app: str, model: str, name: str, term: str = "") -> set[int] | None:
    """The keys that an autocomplete field offers, on all its pages; None where it is refused."""
    found: set[int] = set()
    page = 1
    while True:
        answer = visitor.ask(
            reverse("admin:autocomplete"),
            app_label=app,
            model_name=model,
            field_name=name,
            term=term,
            page=page,
        )
        if answer.status != 200:
            return None
        data = json.loads(answer.text)
        found |= {int(row["id"]) for row in data["results"]}
        if not data["pagination"]["more"]:
            return found
        page += 1


# Doing, in a transaction that is rolled back ------------------------------------------------------------


def row_of(label: str, pk: int) -> dict[str, Any] | None:
    return model_of(label)._base_manager.filter(pk=pk).values().first()


def changed_by(visitor: Visitor, where: str, data: dict[str, Any], label: str, pk: int) -> set[str]:
    """The columns that a request changed in one row; {"deleted"} when the row is gone."""
    before = row_of(label, pk)
    with transaction.atomic():
        visitor.post(where, data)
        after = row_of(label, pk)
        transaction.set_rollback(True)
    if before is None or after is None:
        return {"deleted"} if before != after else set()
    return {name for name in before if before[name] != after[name]}


def asked_twice(visitor: Visitor, where: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the second page of a deletion sends with both questions answered."""
    return answered_twice(visitor, where, data, visitor.post(where, data))


def answered_twice(visitor: Visitor, where: str, data: dict[str, Any], asked: Answer) -> dict[str, Any]:
    """The same after the first page; whom it was not shown to sends a guess at once."""
    second = GUESS
    if (first := _shown(asked)) != GUESS:
        second = _shown(visitor.post(where, {**data, "bin_step": "1", "bin_shown": first}))
    return {**data, "bin_step": "2", "bin_shown": second, "sure": "yes"}


def asked_once(visitor: Visitor, where: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the page of a question about a release sends with yes; a guess where none is asked."""
    return {**data, "shown": mark_in(visitor.post(where, data).text)}


def _shown(answer: Answer) -> str:
    found = re.search(r'name="bin_shown" value="(\w+)"', answer.text)
    return found[1] if found else GUESS


def added_by(visitor: Visitor, where: str, data: dict[str, Any], label: str) -> list[dict[str, Any]]:
    """The rows of `label` that a request added."""
    rows = model_of(label)._base_manager
    known = set(rows.values_list("pk", flat=True))
    with transaction.atomic():
        visitor.post(where, data)
        added = list(rows.exclude(pk__in=known).values())
        transaction.set_rollback(True)
    return added


def marked_by(
    visitor: Visitor, where: str, data: dict[str, Any], label: str, mark: dict[str, Any]
) -> set[int]:
    """The rows of `label` in which a request left the mark."""
    with transaction.atomic():
        visitor.post(where, data)
        marked = set(model_of(label)._base_manager.filter(**mark).values_list("pk", flat=True))
        transaction.set_rollback(True)
    return marked


def taken_by(visitor: Visitor, where: str, data: dict[str, Any], action: str) -> set[int]:
    """The stories on which a request took the step."""
    steps = apps.get_model("articles.StatusChange").objects.filter(action=action)
    known = set(steps.values_list("pk", flat=True))
    with transaction.atomic():
        visitor.post(where, data)
        taken = set(steps.exclude(pk__in=known).values_list("article", flat=True))
        transaction.set_rollback(True)
    return taken


# Forms ------------------------------------------------------------------------------------------------


class FormReader(HTMLParser):
    """The values that a browser would send from the main form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "select":
            self.select = name
            self.values.setdefault(name, [])
        elif tag == "option" and "selected" in has and self.select:
            self.values[self.select].append(has.get("value") or "")
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = ""
        elif tag == "input" and name and has.get("type") not in ("submit", "file"):
            self._input(name, has)

    def _input(self, name: str, has: dict[str, str | None]) -> None:
        if has.get("type") not in ("checkbox", "radio"):
            self.values[name] = has.get("value") or ""
        elif "checked" in has:
            self.values.setdefault(name, []).append(has.get("value") or "on")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] += data.lstrip("\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "select":
            self.select = ""


def form_of(visitor: Visitor, where: str) -> dict[str, Any]:
    """What the page's form holds, as it would be sent back."""
    reader = FormReader()
    reader.feed(visitor.ask(where).text)
    ours = {"csrfmiddlewaretoken", "_selected_action", "action", "next", "language", "step_note", "step_seen"}
    return {
        name: value for name, value in reader.values.items() if name not in ours and "__prefix__" not in name
    }


def forged(label: str, *, hero: int, story: int, stage: int) -> dict[str, Any]:
    """A value for every column that no form shows: what a request would set if it could.

    Of rows that are there: what a database without a row 1 refuses anyhow would be no forgery.
    """
    values: dict[str, Any] = {
        "status": "signed_off",
        "stage": stage,
        "publish_at": "2020-01-01 06:00",
        "publish_at_0": "2020-01-01",
        "publish_at_1": "06:00",
        "withdrawn_at": "2020-01-01 06:00",
        "withdrawal_reason": "law",
        "filed_by": hero,
        "uploaded_by": hero,
        "corrects": story,
        "created_at": "2020-01-01 06:00",
        "session_salt": "forged",
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:1]),
        "key": "00000000-0000-0000-0000-000000000000",
        "width": "9",
        "height": "9",
    }
    names = {field.name for field in model_of(label)._meta.get_fields()}
    editable = {field.name for field in model_of(label)._meta.concrete_fields if field.editable}
    return {
        name: value
        for name, value in values.items()
        if name.removesuffix("_0").removesuffix("_1") in names - (editable - {"user_permissions"})
    }


def registered() -> Iterator[str]:
    return (model._meta.label_lower for model in site._registry)
