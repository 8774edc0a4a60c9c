"""The whole way: the doors of every model, of some models, of the site, and ids that no page offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.admin import site
from django.urls import reverse

from policy.table import Action, State
from tests.policy_doors import (
    added_by,
    address,
    answers,
    autocompleted,
    changed_by,
    model_of,
    opened,
)
from tests.policy_expected import (
    NAMES_ARE_KNOWN,
    may_add,
    may_change,
    may_give_to,
    may_open,
)
from tests.policy_issues import IssueDoors
from tests.policy_models import ARTICLE, PHOTO
from tests.policy_photos import PhotoDoors
from tests.policy_queue import QueueDoors
from tests.policy_stories import StoryDoors
from tests.policy_world import CAST, allowed

LINK = "filing.filinglink"
# Every part of the public pages, with published stories: `test_design` holds it to that.
SHOWS_WHAT_READERS_SEE = "GET /admin/design/"


class Walk(StoryDoors, PhotoDoors, IssueDoors, QueueDoors):
    """Every door of the staff site, as one visitor."""

    # The doors of accounts, people and links

    def propose_person(self) -> None:
        where = reverse("admin:people_person_propose")
        added = added_by(self.visitor, where, {"name": "新通讯员", "title": "通讯员"}, "people.person")
        may = may_add(self.name, "people.person")
        self.compare("a person named by a story", "people.person", may, len(added) == 1)

    def second_factor(self) -> None:
        """Taken away by who may change the account, and by nobody from themselves."""
        for account in self.world.of("people.user"):
            where = reverse("admin:people_user_reset_second_factor", args=[account.pk])
            may = may_change(self.name, account) and account.relation != self.name
            self.compare("reset of the second factor", account, may, answers(self.visitor, where))

    def filing_link(self) -> None:
        """Its address is shown, it is revoked and replaced by who may change it."""
        for link in self.world.of(LINK):
            may = may_change(self.name, link)
            show, revoke, renew = (address(LINK, word, link.pk) for word in ("address", "revoke", "renew"))
            looked = added_by(self.visitor, show, {}, "admin.logentry")
            self.compare("its address", link, may, len(looked) == 1)
            self.compare("its address asked by GET", link, False, answers(self.visitor, show))
            changed = changed_by(self.visitor, revoke, {}, LINK, link.pk)
            self.compare("revoke", link, may, "revoked_at" in changed)
            self.compare("renew", link, may, len(added_by(self.visitor, renew, {}, LINK)) == 1)
            for where in (revoke, renew):
                self.compare("page that asks", link, may, answers(self.visitor, where))

    def timeline(self) -> None:
        """What an account did, for who may read the trail; leaks are looked for in each answer."""
        for account in self.world.of("people.user"):
            where = reverse("admin:people_user_timeline", args=[account.pk])
            may = self.may(Action.VIEW, "audit.entry")
            self.compare("timeline", account, may, answers(self.visitor, where))

    def own_pages(self) -> None:
        """What waits for the visitor and what they did, their own account, their own second factor."""
        for name in ("waiting", "account", "account_trail", "second_factor", "design"):
            self.compare(name, "site", self.name in CAST, answers(self.visitor, reverse(f"admin:{name}")))

    def password(self) -> None:
        """One's own is changed where the old one is asked for."""
        for account in self.world.of("people.user"):
            where = reverse("admin:auth_user_password_change", args=[account.pk])
            may = may_change(self.name, account) and account.relation != self.name
            self.compare("password page", account, may, answers(self.visitor, where))
            data = {"password1": "Xiao-mai-2026", "password2": "Xiao-mai-2026", "usable_password": "true"}
            changed = changed_by(self.visitor, where, data, account.label, account.pk)
            self.compare("password", account, may, "password" in changed)

    def bring_back(self) -> None:
        """A deleted draft: seen by who deleted it and by the heads, brought back by who may delete."""
        for deletion in self.world.of("audit.deletion"):
            where = address(deletion.label, "undo", deletion.pk)
            may_see = allowed(self.name, Action.VIEW, deletion)
            may_ask = may_see and self.may(Action.DELETE, ARTICLE)
            self.compare("page of the way back", deletion, may_ask, answers(self.visitor, where))
            draft = replace(deletion, label=ARTICLE, state=State.DRAFT)
            may = may_see and allowed(self.name, Action.DELETE, draft)
            changed = changed_by(self.visitor, where, {}, deletion.label, deletion.pk)
            self.compare("the way back", deletion, may, "undone_at" in changed)

    # The doors of the whole site

    def autocomplete(self) -> None:
        """Each autocomplete field of each page and inline, and fields that have none."""
        for page in site._registry.values():
            for each in (page, *(inline(page.model, site) for inline in page.inlines)):
                for name in each.autocomplete_fields:
                    self._autocomplete(each.model, name)
        for label, name in (
            ("articles.statuschange", "article"),
            ("admin.logentry", "user"),
            ("articles.note", "by"),
        ):
            self._autocomplete(model_of(label), name)

    def _autocomplete(self, model: Any, name: str) -> None:
        label = model._meta.get_field(name).related_model._meta.label_lower
        rows = autocompleted(self.visitor, model._meta.app_label, model._meta.model_name, name)
        known = {thing.pk for thing in self.world.of(label)}
        expected = self.seen(label) if self.may(Action.VIEW, label) else None
        self.compare(
            f"autocomplete of {name}",
            model._meta.label_lower,
            expected,
            None if rows is None else rows & known,
        )

    def index(self) -> None:
        self.compare("first page", "site", self.name in CAST, answers(self.visitor, reverse("admin:index")))

    def app_list(self) -> None:
        """A room of the house is shown to whoever may see anything in it."""
        labels = {model._meta.label_lower for model in site._registry}
        for app in {label.partition(".")[0] for label in labels}:
            may = any(self.may(Action.VIEW, label) for label in labels if label.startswith(f"{app}."))
            self.compare("room", app, may, answers(self.visitor, reverse("admin:app_list", args=[app])))

    def own_password(self) -> None:
        self.compare(
            "own password", "site", self.name in CAST, answers(self.visitor, reverse("admin:password_change"))
        )

    def open_to_staff(self) -> None:
        """Words for the scripts of the pages; nothing of anybody's."""
        self.compare("words", "site", self.name in CAST, answers(self.visitor, reverse("admin:jsi18n")))

    def forged_ids(self) -> None:
        """Ids of what may not be seen, or may not be given to, in forms that are right otherwise."""
        self._photo_for_a_story()
        self._story_for_a_page()
        self._rows_of_another()

    def _photo_for_a_story(self) -> None:
        for story in self.things(ARTICLE):
            data = {
                "caption": "图",
                "article": story.pk,
                "credits-TOTAL_FORMS": 0,
                "credits-INITIAL_FORMS": 0,
                "version": 1,
            }
            added = added_by(self.visitor, address(PHOTO, "add"), data, PHOTO)
            self.compare(
                "a photo for it",
                story,
                may_give_to(self.name, story),
                [p["article_id"] for p in added] == [story.pk],
            )

    def _story_for_a_page(self) -> None:
        """Placed by who makes pages and sees the story; one that stands in another issue is refused."""
        page = self.world.of("issues.page")[0]
        for story in self.things(ARTICLE):
            if story.is_placed:
                continue
            row = {
                "TOTAL_FORMS": 1,
                "INITIAL_FORMS": 0,
                "0-article": story.pk,
                "0-position": "standard",
                "0-page": page.pk,
            }
            data = {
                "label": "A3",
                "order": 3,
                "line_length": 13,
                "version": 1,
                **{f"placements-{name}": value for name, value in row.items()},
            }
            added = added_by(
                self.visitor, address("issues.page", "change", page.pk), data, "issues.placement"
            )
            may = self.may(Action.ADD, "issues.placement") and allowed(self.name, Action.VIEW, story)
            self.compare("a place for it", story, may, [p["article_id"] for p in added] == [story.pk])

    def _rows_of_another(self) -> None:
        """A story's form that names the photo of another story changes neither."""
        own = next((s for s in self.things(ARTICLE) if may_change(self.name, s)), None)
        others = {s.position: s for s in self.some(ARTICLE) if own and s.pk != own.pk}
        for other in others.values():
            assert own
            row = {
                "TOTAL_FORMS": 1,
                "INITIAL_FORMS": 1,
                "0-id": other.photo,
                "0-article": other.pk,
                "0-caption": "改",
                "0-version": 1,
            }
            data = self._form(own) | {f"photos-{name}": value for name, value in row.items()}
            changed = changed_by(self.visitor, address(ARTICLE, "change", own.pk), data, PHOTO, other.photo)
            self.compare("its photo in another's form", other, set(), changed)

    def popups(self) -> None:
        """In a small window, too, nothing else is told or let through."""
        unseen = self._unseen()
        thing = next(story for story in self.world.stories if story.pk == unseen)
        for query in ({"_popup": "1"}, {"_to_field": "id"}, {"_popup": "1", "_to_field": "id"}):
            self.compare(f"page with {query}", thing, self._page(thing), opened(self.visitor, thing, **query))
        for field in ("password", "session_salt", "headline", "nothing"):
            may = answers(self.visitor, address("people.user", "changelist"), _popup="1", _to_field=field)
            self.compare(f"list by _to_field {field}", "people.user", False, may)

    def leaks(self) -> None:
        """No answer told of a story, a photo, a source page or an account that this visitor may not see."""
        things = (thing for thing in self.world.things if thing.relation != self.name)
        secret = [thing for thing in things if thing.label not in NAMES_ARE_KNOWN]
        hidden = {thing.number: thing for thing in secret if not allowed(self.name, Action.VIEW, thing)}
        for shown in (thing for thing in secret if thing.number not in hidden or may_open(self.name, thing)):
            hidden.pop(shown.number, None)
        self.cells += len(secret)
        for request, numbers in self.visitor.told.items():
            if request == SHOWS_WHAT_READERS_SEE:
                continue
            for number in sorted(numbers & set(hidden))[:1]:
                self.mismatches.append(
                    f"{self.name}, {hidden[number]}: its text stands in the answer of {request}"
                )
        self.mismatches += [f"{self.name}: {crash}" for crash in self.visitor.crashed]


# What happens at an address, by its name; of a model's own addresses by the last word of the name.
SITE_DOORS: dict[str | None, Callable[[Walk], None]] = {
    "index": Walk.index,
    "app_list": Walk.app_list,
    "autocomplete": Walk.autocomplete,
    "password_change": Walk.own_password,
    "jsi18n": Walk.open_to_staff,
    "articles_article_step": Walk.step,
    "articles_article_sheet": Walk.sheet,
    "articles_article_versions": Walk.versions,
    "articles_article_note": Walk.note,
    "articles_article_presence": Walk.presence,
    "articles_article_timeline": Walk.timeline,
    "articles_article_merge": Walk.merge,
    "articles_article_preview": Walk.look,
    "articles_article_proposals": Walk.proposals,
    "people_person_propose": Walk.propose_person,
    "articles_article_peek": Walk.peek,
    "articles_article_export": Walk.export,
    "articles_article_columns": Walk.own_columns,
    "articles_article_lists": Walk.own_lists,
    "articles_photo_preview": Walk.preview,
    "articles_photo_use": Walk.use,
    "articles_photo_news": Walk.photo_news,
    "filing_filinglink_address": Walk.filing_link,
    "articles_photo_upload": Walk.upload,
    "articles_photo_discard": Walk.discard,
    "people_user_reset_second_factor": Walk.second_factor,
    "people_user_timeline": Walk.timeline,
    "waiting": Walk.own_pages,
    "design": Walk.own_pages,
    "auth_user_password_change": Walk.password,
    "issues_issue_release": Walk.release,
    "issues_web_first": Walk.web_first,
    "as_read": Walk.as_read,
    "as_read_page": Walk.as_read,
    "issues_issue_board": Walk.board,
    "issues_issue_outline": Walk.outline,
    "issues_calendar": Walk.calendar,
    "issues_calendar_day": Walk.calendar_day,
    "issues_page_proofs": Walk.proofs,
    "issues_page_make_up": Walk.make_up,
    "issues_issue_pages_made": Walk.pages_made,
    "issues_page_picture": Walk.picture,
    "issues_issue_reading": Walk.reading,
    "ingest_sourcepage_upload": Walk.take_in,
    "ingest_sourcepage_work": Walk.queue,
    "audit_deletion_undo": Walk.bring_back,
    "coverage_assignment_drop": Walk.assignment,
}
MODEL_DOORS: dict[str, Callable[[Walk, str], None]] = {
    "changelist": Walk.changelist,
    "add": Walk.add,
    "change": Walk.change,
    "delete": Walk.delete,
    "history": Walk.history,
}
# Doors without an address of their own: parameters and ids that no page offers.
OTHER_DOORS = (Walk.forged_ids, Walk.popups, Walk.assign)
# Open to everybody, or saying nothing of anything: the login, the way out, an address that is not there.
PLAIN = {"login", "logout", "password_change_done", None}
# Asked with the lists, with "waiting", or a mark on the visitor's own notices, or a step of the login.
PLAIN |= {"articles_article_lists_one", "articles_article_lists_delete"}
PLAIN |= {"account", "account_trail", "waiting_seen"}
PLAIN |= {"second_factor", "second_factor_enrol", "second_factor_verify"}
# Asked with the versions of a story.
PLAIN |= {"articles_article_restore"}
# Asked with the page of an unmerged text.
PLAIN |= {"articles_article_merge_discard"}
# Asked with the board.
PLAIN |= {"issues_issue_board_changes", "issues_issue_board_move"}
# Asked with the make-up of a page.
PLAIN |= {"issues_page_make_up_change", "issues_page_make_up_made", "issues_page_make_up_picture"}
PLAIN |= {"issues_page_make_up_pdf", "issues_issue_pages_made_now"}
# Asked with what drops an assignment.
PLAIN |= {"coverage_assignment_take_up", "coverage_assignment_stories"}
# Asked with the proofs of a page.
PLAIN |= {"issues_page_proof", "issues_issue_proofs"}
# Asked with the picture of a page.
PLAIN |= {"issues_page_picture_state", "issues_page_picture_file"}
# Asked with the address of a filing link.
PLAIN |= {"filing_filinglink_revoke", "filing_filinglink_renew"}
