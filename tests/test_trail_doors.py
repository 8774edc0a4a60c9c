"""Every address of the staff site that changes something leaves an entry: who, from where, about what.

The addresses come from the resolver: a new one fails here by its name until somebody says what is posted to
it, or why nothing is recorded.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from articles.models import Article, SavedList
from articles.photos.uploads import receive
from articles.revisions.conflicts import keep_copy
from articles.revisions.keeping import hold
from articles.revisions.snapshot import snapshot
from audit.models import Entry
from audit.trail import label_of
from coverage.models import Assignment
from issues.models import Issue, Page, Placement, Proof, Rendition
from issues.proofs import mark, pull
from issues.reading import override, sheet_of
from tests.make import make_picture
from tests.policy_doors import Visitor, address, asked_once, asked_twice, form_of, model_of
from tests.policy_expected import may_add, may_change, may_delete
from tests.policy_issues import MARK, OVERRIDE, PROOF, READING, read_through
from tests.policy_models import ARTICLE, NEW, PHOTO
from tests.policy_queue import SOURCE, put_right, text_file, waiting_page, zip_file
from tests.policy_walk import LINK, Walk
from tests.policy_world import Thing, World, WorldTests
from tests.test_policy import names
from tests.tiny_pdf import Page as Sheet

WHO = "superuser"
# Nothing is changed there.
LOOKS: set[str | None] = {
    "index",
    "app_list",
    "autocomplete",
    "jsi18n",
    "waiting",
    "password_change_done",
    "view_on_site",
}
LOOKS |= {"articles_article_sheet", "articles_article_peek", "articles_article_preview", None}
LOOKS |= {"design", "articles_article_versions", "articles_article_timeline", "as_read", "as_read_page"}
LOOKS |= {"issues_page_picture_state", "issues_page_picture_file"}
LOOKS |= {"issues_calendar", "issues_issue_board", "issues_issue_board_changes", "issues_issue_proofs"}
LOOKS |= {"issues_page_make_up", "issues_page_make_up_made", "issues_page_make_up_picture"}
LOOKS |= {"issues_page_make_up_pdf", "issues_issue_pages_made_now"}
LOOKS |= {"articles_article_proposals", "articles_photo_preview", "people_user_timeline", "account_trail"}
# A mark on one's own notices, which opening the story sets as well.
UNRECORDED = {"waiting_seen", "articles_article_presence"}
# Signing in and out and what is asked there: tests/test_trail.py.
SIGNING_IN = {"login", "logout", "password_change", "second_factor", "second_factor_enrol"}
SIGNING_IN |= {"second_factor_verify"}
# Recorded with the revision of the story.
STORIES = {"articles_article_step", "articles_photo_use", "articles_photo_news"}
STORIES |= {"articles_article_restore", "articles_article_merge"}
WORDS = {"changelist", "add", "change", "delete", "history"}


@dataclass(frozen=True)
class Post:
    """What is posted, and the thing that the entry has to be about; without a key a new one."""

    name: str
    where: str
    data: dict[str, Any]
    label: str
    key: Any = None


class Doors:
    """What is posted to each address, as a superuser, who may do all of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.user = world.users[WHO]
        self.visitor = Visitor(WHO, self.user)
        self.walk = Walk(world, self.visitor, self.visitor, {})

    def first(self, label: str, may: Callable[[str, Thing], bool] = may_change) -> Thing | None:
        """One that may be changed or deleted, and is not the superuser's own account."""
        things = (each for each in self.world.of(label) if each.relation != WHO)
        return next((each for each in things if may(WHO, each)), None)

    def of_models(self) -> Iterator[Post]:
        """Adding, changing and deleting of everything but stories."""
        for model in site._registry:
            label = model._meta.label_lower
            if label not in (ARTICLE, PHOTO):
                yield from self._of_model(label)

    def _of_model(self, label: str) -> Iterator[Post]:
        kind = label_of(model_of(label))
        if may_add(WHO, label):
            where = address(label, "add")
            self.walk.forms.setdefault(where, form_of(self.visitor, where))
            data = self.walk.forms[where] | NEW[label] | self.walk._relations(label)
            yield Post(f"{label} add", where, data, kind)
        if thing := self.first(label):
            where = address(label, "change", thing.pk)
            yield Post(f"{label} change", where, self.walk._form(thing), kind, thing.pk)
        if thing := self.first(label, may_delete):
            where = address(label, "delete", thing.pk)
            yield Post(f"{label} delete", where, asked_twice(self.visitor, where, {}), kind, thing.pk)
            where, chosen = address(label, "changelist"), {"_selected_action": [thing.pk]}
            data = asked_twice(self.visitor, where, {"action": "delete_selected", **chosen})
            yield Post(f"{label} changelist", where, data, kind, thing.pk)

    def of_photos(self) -> Iterator[Post]:
        """Of the library: a photo on a story is recorded with it."""
        loose = next(each for each in self.world.photos if each.relation == "loose ")
        none = {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0, "version": 1}
        yield Post("photo add", address(PHOTO, "add"), {"caption": "新图", **none}, PHOTO)
        data = {"caption": "改图", "order": 1, **none}
        yield Post("photo change", address(PHOTO, "change", loose.pk), data, PHOTO, loose.pk)
        where = address(PHOTO, "delete", loose.pk)
        yield Post("photo delete", where, asked_twice(self.visitor, where, {}), PHOTO, loose.pk)
        facts: dict[str, Any] = {"action": "give_facts", "_selected_action": [loose.pk], "facts_given": "1"}
        facts |= {"mode": "replace", "place": "某地", f"version_{loose.pk}": 1}
        yield Post("photo changelist", address(PHOTO, "changelist"), facts, PHOTO, loose.pk)
        sent = {"image": make_picture(), "key": uuid.uuid4()}
        yield Post("articles_photo_upload", address(PHOTO, "upload"), sent, PHOTO)
        own = receive(make_picture(), by=self.user, key=uuid.uuid4())
        yield Post("articles_photo_discard", address(PHOTO, "discard", own.pk), {}, PHOTO, own.pk)

    def of_links(self) -> Iterator[Post]:
        link = self.world.of(LINK)[0]
        for word in ("address", "revoke"):
            yield Post(f"filing_filinglink_{word}", address(LINK, word, link.pk), {}, LINK, link.pk)
        yield Post("filing_filinglink_renew", address(LINK, "renew", link.pk), {}, LINK)

    def of_accounts(self) -> Iterator[Post]:
        account = self.world.users["reporter"]
        label = "people.user"
        new = {"password1": "Xiao-mai-2026", "password2": "Xiao-mai-2026", "usable_password": "true"}
        where = reverse("admin:auth_user_password_change", args=[account.pk])
        yield Post("auth_user_password_change", where, new, label, account.pk)
        where = reverse("admin:people_user_reset_second_factor", args=[account.pk])
        yield Post("people_user_reset_second_factor", where, {}, label, account.pk)
        data = {"email": "a@example.cn", "wants_email": "on"}
        yield Post("account", reverse("admin:account"), data, label, self.user.pk)
        data = {"order": "desk", "column": "desk"}
        yield Post("articles_article_columns", address(ARTICLE, "columns"), data, label, self.user.pk)
        data = {"name": "新通讯员", "title": "通讯员"}
        yield Post("people_person_propose", reverse("admin:people_person_propose"), data, "people.person")

    def of_lists(self) -> Iterator[Post]:
        label = "articles.savedlist"
        kept = SavedList.objects.create(user=self.user, name="旧", query="q=旧")
        where = address(ARTICLE, "lists_one", kept.pk)
        data = {"name": "新", "query": "q=新"}
        yield Post("articles_article_lists", address(ARTICLE, "lists"), data, label)
        yield Post("articles_article_lists_one", where, {"name": "改"}, label, kept.pk)
        yield Post("articles_article_lists_one", where, {"move": "up"}, label, kept.pk)
        where = address(ARTICLE, "lists_delete", kept.pk)
        yield Post("articles_article_lists_delete", where, {}, label, kept.pk)
        county = model_of("towns.county").objects.get()
        rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": county.pk, "form-0-order": 77}
        where = address("towns.county", "changelist")
        yield Post("towns.county changelist", where, {"_save": "1", **rows}, "towns.county", county.pk)

    def of_issues(self) -> Iterator[Post]:
        label = "issues.issue"
        waiting = next(each for each in self.world.of(label) if each.relation == "waiting")
        where = address(label, "release", waiting.pk)
        data = asked_once(self.visitor, where, {"do": "unschedule"})
        yield Post("issues_issue_release", where, data, label, waiting.pk)
        signed = Article.objects.filter(status=Article.Status.SIGNED_OFF, withdrawn_at=None)
        story = signed.exclude(pk__in=Article.objects.published().values("pk")).order_by("pk")[0]
        where = reverse("admin:issues_web_first", args=[story.pk])
        data = asked_once(self.visitor, where, {"do": "first_now"})
        yield Post("issues_web_first", where, data, ARTICLE, story.pk)
        bare = model_of(label)._base_manager.create(date="2099-12-16")
        where = address(label, "outline", bare.pk)
        yield Post("issues_issue_outline", where, {"do": "template"}, label, bare.pk)
        free, closed = (reverse("admin:issues_calendar_day", args=[f"2099-12-{day}"]) for day in ("09", "03"))
        yield self._of_board()
        for do in ("make", "extra"):
            yield Post("issues_calendar_day", free, {"do": do, "pages": "none"}, label)
        yield Post("issues_calendar_day", free, {"do": "close", "reason": "休刊"}, "issues.nopaperday")
        yield Post("issues_calendar_day", closed, {"do": "open"}, "issues.nopaperday")

    @staticmethod
    def _of_board() -> Post:
        """A story gets a length on its page: an entry of the story."""
        place = Placement.objects.filter(page__issue__publish_at=None)[0]
        data = {
            "article": place.article_id,
            "page": place.page_id,
            "versions": f"{place.page_id}:{place.page.version}",
            "do": "length",
            "length": "7",
        }
        where = address("issues.issue", "board_move", place.page.issue_id)
        return Post("issues_issue_board_move", where, data, ARTICLE, place.article_id)

    def of_the_make_up(self) -> Iterator[Post]:
        """A layout is fixed; pages are asked for, one from its own page and all of an issue."""
        page = Page.objects.get(pk=self.world.of("issues.page")[0].pk)
        where = address("issues.page", "make_up_change", page.pk)
        for data in ({"version": page.version, "layout": "base"}, {"do": "make"}):
            yield Post("issues_page_make_up_change", where, data, "issues.page", page.pk)
        where = address("issues.issue", "pages_made", page.issue_id)
        yield Post("issues_issue_pages_made", where, {}, "issues.issue", page.issue_id)

    def of_assignments(self) -> Iterator[Post]:
        label = "coverage.assignment"
        open_one, dropped = self.world.of(label)[:2]
        Assignment.objects.filter(pk=dropped.pk).update(state=Assignment.State.DROPPED)
        where = address(label, "drop", open_one.pk)
        yield Post("coverage_assignment_drop", where, {"why": "因为"}, label, open_one.pk)
        where = address(label, "take_up", dropped.pk)
        yield Post("coverage_assignment_take_up", where, {}, label, dropped.pk)
        where, story = address(label, "stories", open_one.pk), self.world.stories[0]
        yield Post("coverage_assignment_stories", where, {"link": story.pk}, label, open_one.pk)

    def of_proofs(self) -> Iterator[Post]:
        """Pulled, marked by somebody, settled and signed, by a superuser who edits no page."""
        page = self.world.of("issues.page")[0]
        where = address(page.label, "proofs", page.pk)
        yield Post("issues_page_proofs", where, {"round": "galley"}, PROOF)
        proof = pull(Page.objects.get(pk=page.pk), Proof.Round.GALLEY, by=self.user)
        kept = mark(proof, article=None, quote="", note="报眉", by=self.user)
        where = address(page.label, "proof", page.pk, proof.number)
        yield Post("issues_page_proof", where, {"do": "mark", "note": "报眉"}, MARK)
        for do in ("resolve", "carry"):
            yield Post("issues_page_proof", where, {"do": do, "mark": kept.pk}, MARK, kept.pk)
        yield Post("issues_page_proof", where, {"do": "sign"}, PROOF, proof.pk)

    def of_the_picture(self) -> Iterator[Post]:
        """Uploaded, read once more, drawn on, removed."""
        page = self.world.of("issues.page")[0]
        where, name = address(page.label, "picture", page.pk), "issues_page_picture"
        file = SimpleUploadedFile("a3.pdf", Sheet().put(40, 60, "水渠").as_pdf())
        yield Post(name, where, {"do": "upload", "file": file}, page.label, page.pk)
        row = Rendition.objects.get_or_create(page_id=page.pk, kind=Rendition.Kind.UPLOADED)[0]
        Rendition.objects.filter(pk=row.pk).update(owed_at=None, pdf="pages/a3.pdf")
        yield Post(name, where, {"do": "save", "seen": row.stamp}, page.label, page.pk)
        for data in ({"do": "again"}, {"do": "remove", "sure": "1"}):
            yield Post(name, where, data, page.label, page.pk)

    def of_the_last_reading(self) -> Iterator[Post]:
        issue = Issue.objects.get(pk=self.world.of("issues.issue")[0].pk)
        where, name = address("issues.issue", "reading", issue.pk), "issues_issue_reading"
        finding = next(each for each in sheet_of(issue).open if not each.is_hard)
        yield Post(name, where, {"do": "override", "key": finding.key, "reason": "照此付印"}, OVERRIDE)
        made = override(issue, finding.key, reason="照此付印", by=self.user)
        yield Post(name, where, {"do": "take_back", "override": made.pk}, OVERRIDE, made.pk)
        with transaction.atomic():
            yield Post(name, where, read_through(issue, by=self.user), READING)
            transaction.set_rollback(True)

    def of_the_queue(self) -> Iterator[Post]:
        for sent in (text_file(), zip_file()):
            yield Post("ingest_sourcepage_upload", address(SOURCE, "upload"), sent, SOURCE)
        source = waiting_page(self.user)
        where, name = address(SOURCE, "work", source.pk), "ingest_sourcepage_work"
        yield Post(name, where, put_right(source), SOURCE, source.pk)
        for do in ("accept", "reject", "reject_page"):
            data = {"do": do, "story": 1, "version": source.version}
            yield Post(name, where, data, SOURCE, source.pk)

    def of_notes(self) -> Iterator[Post]:
        story = self.world.stories[0]
        where = address(ARTICLE, "note", story.pk)
        yield Post("articles_article_note", where, {"note-text": "附言"}, ARTICLE, story.pk)

    def all(self) -> Iterator[Post]:
        for posts in (self.of_models, self.of_photos, self.of_links, self.of_accounts, self.of_lists):
            yield from posts()
        yield from self.of_issues()
        yield from self.of_the_make_up()
        yield from self.of_assignments()
        yield from self.of_proofs()
        yield from self.of_the_picture()
        yield from self.of_the_last_reading()
        yield from self.of_the_queue()
        yield from self.of_notes()
        yield from self.of_the_bin()
        yield from self.of_copies()

    def of_the_bin(self) -> Iterator[Post]:
        deletion = self.world.of("audit.deletion")[0]
        where = reverse("admin:audit_deletion_undo", args=[deletion.pk])
        yield Post("audit_deletion_undo", where, {}, ARTICLE)

    def of_copies(self) -> Iterator[Post]:
        story = Article.objects.get(pk=self.world.stories[0].pk)
        with transaction.atomic():
            copy = keep_copy(hold(story), snapshot(story), by=self.user, version=1, form_key=None)
        where = reverse("admin:articles_article_merge_discard", args=[story.pk, copy.pk])
        yield Post("articles_article_merge_discard", where, {}, ARTICLE, story.pk)

    def of_stories(self) -> Iterator[Post]:
        """Recorded by what keeps the story's revision."""
        draft = next(each for each in self.world.stories if each.state == "draft" and each.relation == "pool")
        photo = next(each for each in self.world.photos if each.pk == draft.photo)
        loose = next(each for each in self.world.photos if each.relation == "loose ")
        counts = ("TOTAL_FORMS", "INITIAL_FORMS")
        none = {f"{name}-{count}": 0 for name in ("credits", "photos") for count in counts}
        new = {"headline": "新稿", "genre": "news", "version": 1, **none}
        yield Post("article add", address(ARTICLE, "add"), new, ARTICLE)
        yield Post("article change", address(ARTICLE, "change", draft.pk), new, ARTICLE, draft.pk)
        where = address(ARTICLE, "step", draft.pk, "submit")
        yield Post("articles_article_step", where, {}, ARTICLE, draft.pk)
        rows: dict[str, Any] = {"action": "assign", "assign_confirmed": "1", "planned_for": "2026-12-24"}
        rows |= {"_selected_action": [draft.pk], f"version-{draft.pk}": 1}
        yield Post("article changelist", address(ARTICLE, "changelist"), rows, ARTICLE, draft.pk)
        data = {"caption": "改图", "order": 1, "version": 1, "article": draft.pk}
        data |= {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
        yield Post("photo change", address(PHOTO, "change", photo.pk), data, ARTICLE, draft.pk)
        where = address(PHOTO, "use", loose.pk)
        yield Post("articles_photo_use", where, {"story": draft.pk}, ARTICLE, draft.pk)
        yield Post("articles_photo_news", address(PHOTO, "news", loose.pk), {}, ARTICLE)


class EveryChangeTests(WorldTests):
    def setUp(self) -> None:
        super().setUp()
        self.doors = Doors(self.world)

    def missed(self, posts: Iterator[Post]) -> list[str]:
        """The posts that left no entry of this person, from this address, about this thing."""
        missed, count = [], 0
        for post in posts:
            count += 1
            with transaction.atomic():
                last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
                answer = self.doors.visitor.post(post.where, post.data)
                made = Entry.objects.filter(number__gt=last, actor=self.doors.user.pk, address="127.0.0.1")
                about = made.filter(label=post.label) & made.exclude(key="")
                about = about.filter(key=str(post.key)) if post.key is not None else about
                if not about.exclude(action="read").exists():
                    missed.append(f"{post.name} answers {answer.status}")
                transaction.set_rollback(True)
        self.record_property("trail", (count, len(missed)))
        return missed

    def test_every_change_leaves_its_entry(self) -> None:
        self.assertEqual(self.missed(self.doors.all()), [])

    def test_every_change_of_a_story_leaves_its_entry(self) -> None:
        self.assertEqual(self.missed(self.doors.of_stories()), [])

    def test_every_address_is_posted_to_or_has_a_reason(self) -> None:
        models = {f"{m._meta.app_label}_{m._meta.model_name}" for m in site._registry}
        posted = {post.name for post in self.doors.all()} | LOOKS | UNRECORDED | SIGNING_IN | STORIES
        unknown = {
            name
            for name in names(site.get_urls())
            if name not in posted | {"articles_article_export", "issues_issue_release"}
            and not ((name or "").rpartition("_")[0] in models and (name or "").rpartition("_")[2] in WORDS)
        }
        self.assertEqual(unknown, set())

    def test_an_export_is_recorded_with_its_count(self) -> None:
        self.doors.visitor.ask(address(ARTICLE, "export"))
        entry = Entry.objects.filter(action="export").get()
        self.assertEqual((entry.label, entry.after_values["count"]), (ARTICLE, len(self.world.stories)))
