"""The doors of what is planned: issues, their board, calendar, proofs and release; assignments."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from coverage.models import Assignment
from issues.models import Issue, Page, Placement, Proof, ProofMark, Rendition
from issues.proofs import pull
from issues.reading import EYE, override, sheet_of
from people.models import User
from policy.table import REVIEWED, Action
from tests.policy_doors import (
    added_by,
    address,
    answers,
    asked_once,
    changed_by,
    model_of,
)
from tests.policy_models import ARTICLE, ModelDoors
from tests.policy_world import Thing, allowed

ASSIGNMENT = "coverage.assignment"
READING, OVERRIDE = "issues.reading", "issues.override"
PROOF, MARK = "issues.proof", "issues.proofmark"
REGION = {"left": 1, "top": 1, "width": 9, "height": 9}
RENDITION, UPLOADED = "issues.rendition", Rendition.Kind.UPLOADED


def read_through(issue: Issue, *, by: User) -> dict[str, Any]:
    """What is not signed goes, and every finding is settled: what the signature of the last reading sends."""
    signed = Article.objects.filter(status=Article.Status.SIGNED_OFF, withdrawn_at=None)
    Placement.objects.exclude(article__in=signed).delete()
    Page.objects.filter(issue=issue, placements=None).delete()
    for finding in sheet_of(issue).open:
        override(issue, finding.key, reason="照此付印", by=by)
    return {"do": "sign", "seen": sheet_of(issue).text_hash, "tick": list(EYE)}


class IssueDoors(ModelDoors):
    """Every door of issues and assignments, as one visitor."""

    def release(self) -> None:
        for issue in self.world.of("issues.issue"):
            where = address("issues.issue", "release", issue.pk)
            may = allowed(self.name, Action.RELEASE, issue)
            self.compare("release page", issue, may, answers(self.visitor, where))
            is_waiting = model_of("issues.issue").objects.get(pk=issue.pk).publish_at is not None
            data = asked_once(self.visitor, where, {"do": "unschedule"})
            changed = changed_by(self.visitor, where, data, issue.label, issue.pk)
            self.compare("pull back", issue, may and is_waiting, "publish_at" in changed)
            self._hold_back(issue, where)

    def _hold_back(self, issue: Any, where: str) -> None:
        """A story of another desk, or of another issue, is no story of this page."""
        for story in self.things(ARTICLE):
            data = {"do": "hold_back", "story": story.pk, "why": "版面不够"}
            data = asked_once(self.visitor, where, data)
            changed = changed_by(self.visitor, where, data, ARTICLE, story.pk)
            may = allowed(self.name, Action.RELEASE, issue) and allowed(self.name, Action.VIEW, story)
            self.compare("held back", story, set() if not may else changed, changed)

    def as_read(self) -> None:
        """The readers' pages at the release, for who releases."""
        for issue in self.world.of("issues.issue"):
            is_waiting = model_of("issues.issue").objects.get(pk=issue.pk).publish_at is not None
            may = allowed(self.name, Action.RELEASE, issue) and is_waiting
            where = reverse("admin:as_read", args=[issue.pk])
            for place in (where, f"{where}towns/"):
                self.compare("preview for readers", issue, may, answers(self.visitor, place))

    def web_first(self) -> None:
        """Sent out before its issue by who releases, and only what is signed."""
        for story in self.things(ARTICLE):
            where = reverse("admin:issues_web_first", args=[story.pk])
            is_out = bool(story.position and story.position.is_public)
            may = allowed(self.name, Action.RELEASE, story) and not is_out
            self.compare("web first page", story, may, answers(self.visitor, where))
            data = asked_once(self.visitor, where, {"do": "first", "at_0": "2099-01-01", "at_1": "06:00:00"})
            changed = changed_by(self.visitor, where, data, ARTICLE, story.pk)
            self.compare("web first", story, may, "web_first_at" in changed)

    def calendar(self) -> None:
        """Looked at by who sees issues; leaks are looked for in each answer."""
        may = self.may(Action.VIEW, "issues.issue")
        for query in ({}, {"month": "2099-12"}, {"week": "2099-11-30"}, {"month": "2099-13"}):
            where = reverse("admin:issues_calendar")
            self.compare("calendar", "issues.issue", may, answers(self.visitor, where, **query))

    def calendar_day(self) -> None:
        """Its buttons: an issue by who makes issues, a day without paper by who plans the weekdays."""
        free, closed = (reverse("admin:issues_calendar_day", args=[f"2099-12-{day}"]) for day in ("09", "03"))
        may = self.may(Action.VIEW, "issues.issue")
        self.compare("day", "issues.issue", may, answers(self.visitor, free))
        for do, pages in (("make", "template"), ("make", "none"), ("extra", "none")):
            added = added_by(self.visitor, free, {"do": do, "pages": pages}, "issues.issue")
            self.compare(do, "issues.issue", self.may(Action.ADD, "issues.issue"), len(added) == 1)
        label = "issues.nopaperday"
        added = added_by(self.visitor, free, {"do": "close", "reason": "休刊"}, label)
        self.compare("no paper", label, self.may(Action.ADD, label), len(added) == 1)
        key = model_of(label)._base_manager.values_list("pk", flat=True).get()
        ended = changed_by(self.visitor, closed, {"do": "open"}, label, key)
        self.compare("paper after all", label, self.may(Action.DELETE, label), ended == {"deleted"})

    def outline(self) -> None:
        """Pages for the issue that has none, by who makes pages."""
        bare = model_of("issues.issue")._base_manager.create(date="2099-12-16")
        where = address("issues.issue", "outline", bare.pk)
        self.compare("outline asked by GET", "issues.page", False, answers(self.visitor, where))
        added = added_by(self.visitor, where, {"do": "template"}, "issues.page")
        self.compare("pages laid out", "issues.page", self.may(Action.ADD, "issues.page"), len(added) == 1)
        bare.delete()

    def board(self) -> None:
        """Looked at by who sees issues; what one sees is moved by who makes pages. Leaks are looked for."""
        for issue in self.world.of("issues.issue"):
            for word in ("board", "board_changes"):
                where = address("issues.issue", word, issue.pk)
                may = allowed(self.name, Action.VIEW, issue)
                self.compare(word, issue, may, answers(self.visitor, where))
        self._moves()

    def _moves(self) -> None:
        """Each story that stands on a page of an issue without a time gets a length there."""
        places = Placement.objects.select_related("page__issue")
        for story in (thing for thing in self.things(ARTICLE) if thing.is_placed):
            place = places.filter(article=story.pk).first()
            if place is None or place.page.issue.publish_at is not None:
                continue
            data = {
                "article": story.pk,
                "page": place.page_id,
                "versions": f"{place.page_id}:{place.page.version}",
                "do": "length",
                "length": "7",
            }
            where = address("issues.issue", "board_move", place.page.issue_id)
            changed = changed_by(self.visitor, where, data, "issues.placement", place.pk)
            may = self.may(Action.CHANGE, "issues.placement") and allowed(self.name, Action.VIEW, story)
            self.compare("a length on its page", story, may, "planned_length" in changed)

    def make_up(self) -> None:
        """Looked at by who sees pages, changed by who makes them; once it is out, by who releases."""
        label = "issues.page"
        may_look = self.may(Action.VIEW, label)
        may_make = self.may(Action.CHANGE, label) and self.may(Action.CHANGE, "issues.placement")
        for thing in self.world.of(label):
            page = Page.objects.select_related("issue").get(pk=thing.pk)
            for word in ("make_up", "make_up_made"):
                where = address(label, word, page.pk)
                self.compare(word, thing, may_look, answers(self.visitor, where))
            for where in (
                address(label, "make_up_picture", page.pk, "small"),
                address(label, "make_up_pdf", page.pk),
            ):
                self.compare("a picture that nobody made", thing, False, answers(self.visitor, where))
            is_free = page.issue.is_archive or page.issue.state != Issue.State.RELEASED
            may = may_make and (is_free or self.may(Action.RELEASE, "issues.issue"))
            where = address(label, "make_up_change", page.pk)
            data = {"version": page.version, "layout": "base"}
            self.compare(
                "a layout", thing, may, "layout" in changed_by(self.visitor, where, data, label, page.pk)
            )
            added = added_by(self.visitor, where, {"do": "make"}, "issues.rendition")
            self.compare("a picture asked for", thing, may_make, len(added) == 1)

    def pages_made(self) -> None:
        """Watched by who sees pages, asked for by who makes them."""
        may_look = self.may(Action.VIEW, "issues.page") and self.may(Action.VIEW, "issues.issue")
        may_make = self.may(Action.CHANGE, "issues.page") and self.may(Action.CHANGE, "issues.placement")
        for issue in self.world.of("issues.issue"):
            for word in ("pages_made", "pages_made_now"):
                where = address("issues.issue", word, issue.pk)
                self.compare(word, issue, may_look, answers(self.visitor, where))
            where = address("issues.issue", "pages_made", issue.pk)
            added = added_by(self.visitor, where, {}, "issues.rendition")
            pages = Page.objects.filter(issue=issue.pk).count() if may_look and may_make else 0
            self.compare("pages asked for", issue, pages, len(added))

    def assignment(self) -> None:
        """Dropped, taken up and given its stories by who gives it out."""
        story = self.world.stories[0]
        may_see = allowed(self.name, Action.VIEW, story)
        for thing in self.world.of(ASSIGNMENT):
            may = allowed(self.name, Action.ASSIGN, thing)
            drop, back, stories = (
                address(ASSIGNMENT, word, thing.pk) for word in ("drop", "take_up", "stories")
            )
            for where in (drop, stories):
                self.compare("page that asks", thing, may, answers(self.visitor, where))
            changed = changed_by(self.visitor, drop, {"why": "因为"}, ASSIGNMENT, thing.pk)
            self.compare("drop", thing, may, "state" in changed)
            changed = changed_by(self.visitor, stories, {"link": story.pk}, ASSIGNMENT, thing.pk)
            self.compare("link", thing, may and may_see, "state" in changed)
            with transaction.atomic():
                Assignment.objects.filter(pk=thing.pk).update(state=Assignment.State.DROPPED)
                changed = changed_by(self.visitor, back, {}, ASSIGNMENT, thing.pk)
                transaction.set_rollback(True)
            self.compare("take up", thing, may, "state" in changed)

    def proofs(self) -> None:
        """Pulled, marked and settled by whom the table says, signed by who sees all that is on the proof."""
        for issue in self.world.of("issues.issue"):
            may = self.may(Action.VIEW, PROOF)
            self.compare(
                "its proofs", issue, may, answers(self.visitor, address(issue.label, "proofs", issue.pk))
            )
        for page in self.world.of("issues.page"):
            with transaction.atomic():
                self._pull(page)
                self._mark(page, self._proof(page.pk))
                self._sign(page, self._proof(page.pk))
                Placement.objects.exclude(article__in=self._reviewed()).delete()
                self._sign(page, self._proof(page.pk))
                transaction.set_rollback(True)

    def picture(self) -> None:
        """Looked at by who sees pages; uploaded, drawn on and taken away by who changes them."""
        may_look, may_draw = (self.may(action, "issues.page") for action in (Action.VIEW, Action.CHANGE))
        for page in self.world.of("issues.page"):
            where = address(page.label, "picture", page.pk)
            story = Placement.objects.filter(page=page.pk).values_list("article", flat=True).first() or ""
            with transaction.atomic():
                row = Rendition.objects.create(page_id=page.pk, kind=UPLOADED, made_at=timezone.now())
                row.large.save("", ContentFile(b"RIFF"), save=True)
                for place in (where, f"{where}state/", f"{where}{row.key}/"):
                    self.compare("picture", page, may_look, answers(self.visitor, place))
                data = {"do": "save", "seen": row.stamp, "story": story, **REGION}
                changed = changed_by(self.visitor, where, data, RENDITION, row.pk)
                self.compare("regions", page, may_draw, "regions_version" in changed)
                changed = changed_by(self.visitor, where, {"do": "remove", "sure": "1"}, RENDITION, row.pk)
                self.compare("upload removed", page, may_draw, changed == {"deleted"})
                transaction.set_rollback(True)

    def reading(self) -> None:
        """Seen by who plans and proofreads, signed by editors; the chief editor lets a finding stand."""
        may_look, may_sign = self.may(Action.VIEW, READING), self.may(Action.ADD, READING)
        may_override = self.may(Action.ADD, OVERRIDE)
        for thing in self.world.of("issues.issue"):
            where, issue = address(thing.label, "reading", thing.pk), Issue.objects.get(pk=thing.pk)
            self.compare("last reading", thing, may_look, answers(self.visitor, where))
            finding = next((each for each in sheet_of(issue).open if not each.is_hard), None)
            if finding is None:
                continue
            with transaction.atomic():
                data = {"do": "override", "key": finding.key, "reason": "照此付印"}
                added = added_by(self.visitor, where, data, OVERRIDE)
                self.compare("finding let stand", thing, may_override, len(added) == 1)
                made = override(issue, finding.key, reason="照此付印", by=self.world.users["superuser"])
                changed = changed_by(
                    self.visitor, where, {"do": "take_back", "override": made.pk}, OVERRIDE, made.pk
                )
                self.compare("finding open again", thing, may_override, changed == {"deleted"})
                data = read_through(issue, by=self.world.users["superuser"])
                added = added_by(self.visitor, where, data, READING)
                may = may_sign and self._sees_all_of(issue)
                self.compare("last reading signed", thing, may, len(added) == 1)
                transaction.set_rollback(True)

    def _sees_all_of(self, issue: Issue) -> bool:
        on_it = set(issue.articles().values_list("pk", flat=True))
        return all(allowed(self.name, Action.VIEW, each) for each in self.world.stories if each.pk in on_it)

    def _pull(self, page: Thing) -> None:
        where = address(page.label, "proofs", page.pk)
        self.compare("proofs", page, self.may(Action.VIEW, PROOF), answers(self.visitor, where))
        added = added_by(self.visitor, where, {"round": "galley"}, PROOF)
        self.compare("a proof", page, self.may(Action.ADD, PROOF), len(added) == 1)

    def _mark(self, page: Thing, proof: Proof) -> None:
        where = address(page.label, "proof", page.pk, proof.number)
        self.compare("one proof", page, self.may(Action.VIEW, PROOF), answers(self.visitor, where))
        may_mark = self.may(Action.ADD, MARK)
        for story in (each for each in self.world.stories if each.is_placed):
            may = may_mark and allowed(self.name, Action.VIEW, story)
            data = {"do": "mark", "article": story.pk, "note": "改"}
            self.compare("a mark", story, may, len(added_by(self.visitor, where, data, MARK)) == 1)
            mark = ProofMark.objects.create(proof=proof, article_id=story.pk, note="改", by=proof.pulled_by)
            may = self.may(Action.CHANGE, MARK) and allowed(self.name, Action.VIEW, story)
            for do in ("resolve", "carry"):
                changed = changed_by(self.visitor, where, {"do": do, "mark": mark.pk}, MARK, mark.pk)
                self.compare(f"{do} a mark", story, may, "status" in changed)

    def _sign(self, page: Thing, proof: Proof) -> None:
        where = address(page.label, "proof", page.pk, proof.number)
        on_it = {story["article"] for story in proof.text["stories"]}
        sees_all = all(
            allowed(self.name, Action.VIEW, each) for each in self.world.stories if each.pk in on_it
        )
        changed = changed_by(self.visitor, where, {"do": "sign"}, PROOF, proof.pk)
        self.compare("signature", page, self.may(Action.CHANGE, PROOF) and sees_all, "signed_at" in changed)

    def _proof(self, page: int) -> Proof:
        return pull(Page.objects.get(pk=page), Proof.Round.GALLEY, by=self.world.users["superuser"])

    def _reviewed(self) -> list[int]:
        return [story.pk for story in self.world.stories if str(story.state) in REVIEWED.split()]
