"""One visitor's way through the doors of stories: steps, papers of a story, lists, what its form asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.urls import reverse

from articles.admin.step_words import IN_BULK, STEPS
from articles.models import Article, Revision, SavedList
from articles.revisions.keeping import hold, keep
from policy import table
from policy.table import Action, Scope, State
from tests.policy_doors import (
    added_by,
    address,
    answers,
    changed_by,
    exported,
    taken_by,
)
from tests.policy_expected import (
    may_add,
    may_change,
    may_open,
    may_step,
)
from tests.policy_models import ARTICLE, ModelDoors
from tests.policy_world import CAST, Thing


class StoryDoors(ModelDoors):
    """The doors that stories have besides those of every model."""

    def step(self) -> None:
        """Each step by its own address, asked for and taken."""
        for story in self.things(ARTICLE):
            for action in STEPS:
                if action not in IN_BULK or story.relation in ("desk", "signed"):
                    self._step(action, story)
            if story.relation in ("desk", "signed"):
                self._save_and_step(Action.APPROVE, story)
            if story.relation == "filed":
                self._save_and_step(Action.SUBMIT, story)
        if self._unseen() not in self.seen(ARTICLE):
            where = address(ARTICLE, "step", self._unseen(), "submit")
            self.compare("page of a step", "unseen", False, answers(self.visitor, where))

    def _step(self, action: Action, story: Thing) -> None:
        where = address(ARTICLE, "step", story.pk, action.value)
        data = {"step_note": "因为", "reason": "facts"}
        taken = taken_by(self.visitor, where, data, action.value)
        self.compare(action.value, story, may_step(self.name, action, story), story.pk in taken)

    def _save_and_step(self, action: Action, story: Thing) -> None:
        """Saving goes first, and a saved change of what was signed begins the review again."""
        data = self._form(story) | {"_step": action.value}
        taken = taken_by(self.visitor, address(ARTICLE, "change", story.pk), data, action.value)
        expected = may_change(self.name, story) and may_step(self.name, action, story.after_an_edit())
        self.compare(f"save and {action}", story, expected, story.pk in taken)

    def sheet(self) -> None:
        for story in self.some(ARTICLE):
            where = address(ARTICLE, "sheet", story.pk)
            self.compare("sign-off sheet", story, may_open(self.name, story), answers(self.visitor, where))

    def versions(self) -> None:
        """The story's past: seen by who sees the story, brought back by who may change it."""
        for story in self.some(ARTICLE):
            with transaction.atomic():
                self._keep_two_versions(story.pk)
                self._versions(story)
                transaction.set_rollback(True)

    def _versions(self, story: Thing) -> None:
        where = address(ARTICLE, "versions", story.pk)
        for query in ({}, {"part": "1"}):
            happened = answers(self.visitor, where, **query)
            self.compare("versions", story, may_open(self.name, story), happened)
        where, may = address(ARTICLE, "restore", story.pk, 1), may_change(self.name, story)
        self.compare("page of bringing back", story, may, answers(self.visitor, where))
        version = Article.objects.values_list("version", flat=True).get(pk=story.pk)
        changed = changed_by(self.visitor, where, {"version": version}, ARTICLE, story.pk)
        self.compare("bringing back", story, may, "headline" in changed)

    @staticmethod
    def _keep_two_versions(pk: int) -> None:
        """The walk's stories were made past every door: they have no past until somebody changes them."""
        with transaction.atomic():
            story = hold(Article.objects.get(pk=pk))
            Article.objects.filter(pk=pk).update(headline=f"{story.headline}改")
            keep(story, by=None, how=Revision.How.FORM)

    def peek(self) -> None:
        """The quick look, as a page and as the part that the list shows in a window."""
        for story in self.some(ARTICLE):
            for query in ({}, {"part": "1"}):
                happened = answers(self.visitor, address(ARTICLE, "peek", story.pk), **query)
                self.compare("quick look", story, may_open(self.name, story), happened)

    def export(self) -> None:
        """The spreadsheet holds what the list shows: each title has the number of its story."""
        response = self.visitor.generic("GET", address(ARTICLE, "export"))
        expected = self.seen(ARTICLE) if self.may(Action.VIEW, ARTICLE) else None
        rows = exported(response) if response.status_code == 200 else None
        found = rows if rows is None else {s.pk for s in self.world.stories if s.number in rows}
        self.compare("spreadsheet", ARTICLE, expected, found)

    def own_columns(self) -> None:
        may, where = self.may(Action.VIEW, ARTICLE), address(ARTICLE, "columns")
        self.compare("columns", ARTICLE, may, answers(self.visitor, where))
        added = added_by(self.visitor, where, {"order": "desk", "column": "desk"}, "articles.listcolumns")
        self.compare("choosing columns", ARTICLE, may, len(added) == 1)

    def own_lists(self) -> None:
        """One's own, for who sees stories at all; anybody else's is not there."""
        may, where = self.may(Action.VIEW, ARTICLE), address(ARTICLE, "lists")
        self.compare("saved lists", ARTICLE, may, answers(self.visitor, where))
        added = added_by(self.visitor, where, {"name": "新", "query": "q=新"}, "articles.savedlist")
        self.compare("saving a list", ARTICLE, may, len(added) == 1)
        for owner in (self.name, *(name for name in list(CAST)[:2] if name != self.name)):
            if owner in self.world.users:
                self._saved_list(owner, may and owner == self.name)

    def _saved_list(self, owner: str, may: bool) -> None:
        user, label = self.world.users[owner], "articles.savedlist"
        kept, _is_new = SavedList.objects.get_or_create(user=user, name="旧", query="q=旧")
        where = address(ARTICLE, "lists_one", kept.pk)
        went = self.visitor.ask(where).location
        self.compare("a saved list", owner, may, went.endswith("?q=%E6%97%A7"))
        changed = changed_by(self.visitor, where, {"name": "改"}, label, kept.pk)
        self.compare("renaming a list", owner, may, "name" in changed)
        where = address(ARTICLE, "lists_delete", kept.pk)
        self.compare("page of deleting a list", owner, may, answers(self.visitor, where))
        changed = changed_by(self.visitor, where, {}, label, kept.pk)
        self.compare("deleting a list", owner, may, changed == {"deleted"})

    def assign(self) -> None:
        """Desk and planned issue of all stories at once, those that the list does not show too."""
        stories = self.world.stories_for(self.name)
        for column, value in (("planned_for", "2026-12-24"), ("desk", self.world.of("people.desk")[0].pk)):
            for story in self._assigned(stories, column, value):
                self.compare(f"{column} from the list", *story)

    def _assigned(self, stories: list[Thing], column: str, value: Any) -> Iterator[tuple[Thing, bool, bool]]:
        """Each story, whether the column may be set on it, and whether it was."""
        rows = Article.objects.filter(pk__in=[story.pk for story in stories])
        hands_over = table.scope(self.roles, Action.CHANGE, ARTICLE, State.SUBMITTED) > Scope.NONE
        data = {"action": "assign", "assign_confirmed": "1", column: value}
        data |= {"_selected_action": [story.pk for story in stories]}
        data |= {f"version-{pk}": version for pk, version in rows.values_list("pk", "version")}
        before = dict(rows.values_list("pk", "version"))
        with transaction.atomic():
            self.visitor.post(address(ARTICLE, "changelist"), data)
            after = dict(rows.values_list("pk", "version"))
            transaction.set_rollback(True)
        for story in stories:
            may = may_change(self.name, story) and (column != "desk" or hands_over)
            yield story, may and not self._is_so(story, column, value), before[story.pk] != after[story.pk]

    @staticmethod
    def _is_so(story: Thing, column: str, value: Any) -> bool:
        """What has the value already is not saved anew."""
        return column == "desk" and Article.objects.filter(pk=story.pk, desk=value).exists()

    def note(self) -> None:
        """Whoever sees a story writes to those who have to do with it."""
        for story in self.some(ARTICLE):
            where = address(ARTICLE, "note", story.pk)
            added = added_by(self.visitor, where, {"note-text": "附言"}, "articles.note")
            self.compare("note", story, may_open(self.name, story), len(added) == 1)

    def presence(self) -> None:
        """Whoever sees a story asks who has it open; whose form is open is told to the others."""
        for story in self.some(ARTICLE):
            where = address(ARTICLE, "presence", story.pk)
            added = added_by(self.visitor, where, {}, "articles.presence")
            self.compare("an open form", story, may_change(self.name, story), len(added) == 1)
            answer = self.visitor.post(where)
            self.compare("who has it open", story, may_open(self.name, story), answer.status == 200)

    def timeline(self) -> None:
        for story in self.some(ARTICLE):
            where = address(ARTICLE, "timeline", story.pk)
            self.compare("timeline", story, may_open(self.name, story), answers(self.visitor, where))

    def proposals(self) -> None:
        """Made to who may write a story, and of a saved one to who may change it; nothing is written."""
        where = reverse("admin:articles_article_proposals")
        may = may_add(self.name, ARTICLE) or self.may(Action.CHANGE, ARTICLE)
        self.compare("proposals", "a new story", may, self.visitor.post(where).status == 200)
        for story in self.some(ARTICLE):
            answer = self.visitor.post(where, {"article": story.pk, "body": "正文"})
            self.compare("proposals", story, may_change(self.name, story), answer.status == 200)

    def look(self) -> None:
        """How a typed text will look: for who writes stories; nothing kept is shown by it."""
        where = reverse("admin:articles_article_preview")
        may = may_add(self.name, ARTICLE) or self.may(Action.CHANGE, ARTICLE)
        self.compare("preview of a text", "typed", may, self.visitor.post(where).status == 200)
