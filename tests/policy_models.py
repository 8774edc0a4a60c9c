"""One visitor's way through the doors that every model has, and the count of what was compared."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from articles.admin.step_words import IN_BULK
from articles.models import Article
from policy import table
from policy.table import Action, Scope
from tests.policy_doors import (
    FORM,
    READ_ONLY,
    REFUSED,
    Visitor,
    added_by,
    address,
    answered_twice,
    answers,
    asked_twice,
    changed_by,
    forged,
    form_of,
    listed,
    marked_by,
    model_of,
    opened,
    sidebar,
    taken_by,
)
from tests.policy_expected import (
    may_add,
    may_ask_to_delete,
    may_change,
    may_delete,
    may_open,
    may_step,
)
from tests.policy_world import CAST, SOME, Thing, World, allowed

ARTICLE, PHOTO = "articles.article", "articles.photo"
STORIES = (ARTICLE, PHOTO)
# The field in which a saved form shows that it was saved.
MARKED = {
    "audit.entry": "note",
    "articles.article": "kicker",
    "articles.photo": "alt_text",
    "articles.reviewstage": "name",
    "filing.filinglink": "note",
    "issues.issue": "serial_number",
    "people.mastheadline": "label",
    "people.user": "first_name",
    "taggit.tag": "slug",
    "issues.page": "name",
    "coverage.assignment": "event",
}
# What is typed to add one: the fields that must not be empty.
NEW: dict[str, dict[str, Any]] = {
    "audit.entry": {},
    "articles.article": {"headline": "新稿", "genre": "news"},
    "articles.photo": {"caption": "新图"},
    "audit.deletion": {"name": "新"},
    "coverage.assignment": {"event": "新选题", "date": "2027-01-01"},
    "articles.reviewstage": {"order": 9, "name": "四审", "role": "值班总编"},
    "filing.filinglink": {"note": "新链接"},
    "ingest.sourcepage": {"file_name": "x.txt"},
    "issues.issue": {"date": "2027-01-01"},
    "issues.issuetemplate": {"name": "新模板", "weekdays": [6]},
    "issues.page": {"label": "B1"},
    "people.correspondent": {"name": "新人"},
    "people.desk": {"name": "新部"},
    "people.mastheadline": {"part": "contact", "text": "新热线", "order": 1},
    "people.person": {"name": "新人", "kind": "contributor"},
    "people.reporter": {"name": "新人"},
    "people.unit": {"name": "新单位"},
    "people.user": {
        "username": "new",
        "password1": "Xiao-mai-2026",
        "password2": "Xiao-mai-2026",
        "last_name": "新",
    },
    "taggit.tag": {"name": "新标签", "slug": "new"},
    "towns.county": {"name": "新县", "prefecture": "某市", "order": 9},
    "towns.town": {"name": "新镇", "kind": "town"},
    "towns.village": {"name": "新村"},
}
ROWS_OF_STORIES = ("credits", "photos")
# Lists whose filters could name what the list itself does not show.
WITH_SIDEBARS = (ARTICLE, PHOTO, "issues.page", "people.user", "people.person")
# Rows of the world whose names are their own.
UNNAMED = ("people.desk", "articles.reviewstage", "people.user", "issues.issue")


class ModelDoors:
    """Goes through the doors as one visitor; `root` is a superuser whose forms are whole."""

    def __init__(self, world: World, visitor: Visitor, root: Visitor, forms: dict[str, Any]) -> None:
        self.world, self.visitor, self.root, self.forms = world, visitor, root, forms
        self.name = visitor.name
        self.roles = CAST.get(self.name, frozenset())
        self.cells = 0
        self.mismatches: list[str] = []

    def compare(self, door: str, thing: Thing | str, expected: Any, happened: Any) -> None:
        self.cells += 1
        if expected != happened:
            self.mismatches.append(f"{self.name}, {thing}, {door}: expected {expected}, but {happened}")

    def seen(self, label: str) -> set[int]:
        return {thing.pk for thing in self.world.of(label) if allowed(self.name, Action.VIEW, thing)}

    def things(self, label: str) -> list[Thing]:
        return self.world.walked(label, self.name)

    def some(self, label: str) -> list[Thing]:
        """Of stories and photos those in a few states: for doors that ask the same right as the page."""
        return [thing for thing in self.things(label) if thing.position in (None, *SOME)]

    def may(self, action: Action, label: str) -> bool:
        return table.scope(self.roles, action, label) > Scope.NONE

    # The doors of every model

    def changelist(self, label: str) -> None:
        rows = listed(self.visitor, label)
        known = {thing.pk for thing in self.world.of(label)}
        expected = self.seen(label) if self.may(Action.VIEW, label) else None
        self.compare("list", label, expected, None if rows is None else rows & known)
        self.cells += len(known)
        if rows is not None and label in WITH_SIDEBARS:
            self.compare("sidebar", label, [], sidebar(self.visitor, label))
        for lookup in (
            "id__gt",
            "pk__in",
            "filed_by__password__startswith",
            "session_salt__startswith",
            "nothing",
        ):
            self.compare(
                f"list by {lookup}",
                label,
                False,
                answers(self.visitor, address(label, "changelist"), **{lookup: "1"}),
            )
        if site._registry[model_of(label)].search_fields:
            self._search(label)
        if label == ARTICLE:
            self._bulk_steps()
        if label == PHOTO:
            self._bulk_facts()
        self._bulk_delete(label)

    def _search(self, label: str) -> None:
        """Every text of the world has the word in it; one number is that of a thing that may not be seen."""
        found = listed(self.visitor, label, q="Canary")
        named = {thing.pk for thing in self.world.of(label) if thing.label not in UNNAMED}
        expected = self.seen(label) & named if self.may(Action.VIEW, label) else None
        self.compare("search", label, expected, None if found is None else found & named)
        self.cells += len(named)
        for thing in self.things(label)[:2] if named else ():
            found = listed(self.visitor, label, q=str(thing.number)) or set()
            self.compare("search", thing, allowed(self.name, Action.VIEW, thing), thing.pk in found)

    def _bulk_steps(self) -> None:
        """All stories of the world are ticked, those that the list does not show too."""
        stories = self.world.stories_for(self.name)
        rows = Article.objects.filter(pk__in=[story.pk for story in stories])
        for step in IN_BULK:
            data: dict[str, Any] = {"action": step.value, "_selected_action": [story.pk for story in stories]}
            data |= {"step_confirmed": "1", "step_note": "因为"}
            data |= {f"version-{pk}": version for pk, version in rows.values_list("pk", "version")}
            taken = taken_by(self.visitor, address(ARTICLE, "changelist"), data, step.value)
            for story in stories:
                self.compare(
                    f"{step} from the list", story, may_step(self.name, step, story), story.pk in taken
                )

    def _bulk_facts(self) -> None:
        """One place for many photos: each is judged by itself."""
        photos = self.things(PHOTO)
        data: dict[str, Any] = {"action": "give_facts", "_selected_action": [photo.pk for photo in photos]}
        data |= {"facts_given": "1", "mode": "replace", "place": "某地"}
        data |= {f"version_{photo.pk}": 1 for photo in photos}
        given = marked_by(self.visitor, address(PHOTO, "changelist"), data, PHOTO, {"place": "某地"})
        for photo in photos:
            self.compare("facts from the list", photo, may_change(self.name, photo), photo.pk in given)

    def _bulk_delete(self, label: str) -> None:
        for thing in self.things(label)[::4]:
            ticked = {"action": "delete_selected", "_selected_action": [thing.pk]}
            where = address(label, "changelist")
            data = asked_twice(self.visitor, where, ticked)
            changed = changed_by(self.visitor, where, data, label, thing.pk)
            self.compare("delete from the list", thing, may_delete(self.name, thing), changed == {"deleted"})

    def change(self, label: str) -> None:
        for thing in self.things(label):
            where = address(label, "change", thing.pk)
            self.compare("page", thing, self._page(thing), opened(self.visitor, thing))
            data = self._form(thing) | self._forged(label, "correspondent")
            self._save(thing, where, data)

    def _page(self, thing: Thing) -> str:
        if may_change(self.name, thing):
            return FORM
        return READ_ONLY if may_open(self.name, thing) else REFUSED

    def _save(self, thing: Thing, where: str, data: dict[str, Any]) -> None:
        mark = MARKED.get(thing.label, "name")
        changed = changed_by(self.visitor, where, data, thing.label, thing.pk)
        self.compare("save", thing, may_change(self.name, thing), mark in changed)
        # An edit of what was signed sends it back to the first review: that is no forged status.
        follows = {"version", "updated_at", "kind"} | ({"status", "stage_id"} if thing.position else set())
        guarded = forged_columns(thing.label) - follows
        self.compare(
            "forged columns", thing, set(), changed & guarded if may_change(self.name, thing) else changed
        )

    def _form(self, thing: Thing) -> dict[str, Any]:
        """A whole form for the thing, with a mark in one field. Stories' forms are typed, others are read."""
        mark = {MARKED.get(thing.label, "name"): "777" if thing.label == "issues.issue" else "mark"}
        if thing.label == ARTICLE:
            rows = {
                f"{name}-{kind}": 0 for name in ROWS_OF_STORIES for kind in ("TOTAL_FORMS", "INITIAL_FORMS")
            }
            return {"headline": "标题", "genre": "news", "version": 1, "body": "正文", **rows, **mark}
        if thing.label == PHOTO:
            story = next((story.pk for story in self.world.stories if story.photo == thing.pk), "")
            rows = {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
            return {"caption": "图", "order": 1, "version": 1, "article": story, **rows, **mark}
        where = address(thing.label, "change", thing.pk)
        if thing.label == "issues.page" and may_open(self.name, thing):
            # A page shows the places of stories that its visitor sees; another's form would name too many.
            return form_of(self.visitor, where) | mark
        if where not in self.forms:
            self.forms[where] = form_of(self.root, where)
        return {**self.forms[where], **mark}

    def delete(self, label: str) -> None:
        for thing in self.things(label):
            where = address(label, "delete", thing.pk)
            asked = self.visitor.ask(where)
            if thing.position in (None, *SOME):
                may = may_ask_to_delete(self.name, thing)
                self.compare("delete page", thing, may, asked.status == 200)
            data = answered_twice(self.visitor, where, {}, asked)
            changed = changed_by(self.visitor, where, data, label, thing.pk)
            self.compare("delete", thing, may_delete(self.name, thing), changed == {"deleted"})

    def history(self, label: str) -> None:
        for thing in self.some(label):
            may = may_open(self.name, thing)
            self.compare("history", thing, may, answers(self.visitor, address(label, "history", thing.pk)))

    def add(self, label: str) -> None:
        where = address(label, "add")
        keys = {"article": self._unseen(), "corrects": self._unseen()}
        keys |= {
            "page": self.world.of("issues.page")[0].pk,
            "filed_by": self.world.users["correspondent"].pk,
        }
        self.compare("add page", label, may_add(self.name, label), answers(self.visitor, where, **keys))
        if where not in self.forms:
            self.forms[where] = form_of(self.root, where)
        data = self.forms[where] | NEW[label] | self._relations(label) | self._forged(label, "no_role")
        added = added_by(self.visitor, where, data, label)
        self.compare("add", label, may_add(self.name, label), len(added) == 1)
        for row in added:
            status, filed = (
                row.get("status", "draft"),
                row.get("filed_by_id", self.visitor.user and self.visitor.user.pk),
            )
            rights = (row.get("is_superuser", False), row.get("publish_at"), row.get("withdrawn_at"))
            self.compare(
                "forged columns of a new one", label, ("draft", (False, None, None)), (status, rights)
            )
            self.compare("who handed in a new one", label, self.visitor.user and self.visitor.user.pk, filed)

    def _forged(self, label: str, hero: str) -> dict[str, Any]:
        stage = self.world.of("articles.reviewstage")[0].pk
        user = self.world.users[hero].pk
        return forged(label, hero=user, story=self.world.stories[0].pk, stage=stage)

    def _relations(self, label: str) -> dict[str, Any]:
        first = {
            "filing.filinglink": {"person": "people.correspondent"},
            "towns.village": {"town": "towns.town"},
            "issues.page": {"issue": "issues.issue"},
        }.get(label, {})
        return {name: self.world.of(other)[0].pk for name, other in first.items()}

    def _unseen(self) -> int:
        """A story that this visitor may not see, or any."""
        unseen = (s.pk for s in self.world.stories if not allowed(self.name, Action.VIEW, s))
        return next(unseen, self.world.stories[0].pk)

    def shortcut(self, label: str) -> None:
        """Django's address from a thing to its public page: only of what may be seen, and has one."""
        kind = ContentType.objects.get_for_model(model_of(label), for_concrete_model=False)
        has_page = hasattr(model_of(label), "get_absolute_url")
        for thing in self.things(label):
            answer = self.visitor.ask(reverse("admin:view_on_site", args=[kind.pk, thing.pk]))
            went = answer.status == 302 and "/login/" not in answer.location
            self.compare("public page", thing, has_page and may_open(self.name, thing), went)


def forged_columns(label: str) -> set[str]:
    return {field.attname for field in model_of(label)._meta.concrete_fields if not field.editable}
