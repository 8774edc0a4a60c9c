"""A withdrawn story for readers: 410 with the reason, and not one word of it anywhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django.test import Client, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from articles import workflow
from articles.models import Article, Credit, ReviewStage, StatusChange
from issues import release
from issues.models import Placement
from policy.roles import REVIEWERS, Role
from policy.table import Action
from reader.urls import urlpatterns
from tests import make
from tests.test_reader_crawl import KEY, body_of, links

CANARY = "zheniao"
Status = Article.Status
FACTS = Article.WithdrawalReason.FACTS
FIELDS = ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "note")
HOUR = dt.timedelta(hours=1)
# What only the withdrawn story had: nothing is found at these addresses any more.
PERISHED = (
    *("person", "person-feed", "person-rss", "tag", "tag-feed", "tag-rss", "story-share"),
    *("photo", "photo-crop"),
    # A page is not shown while a story on it may not be read; nor is there an issue with a hole.
    *("page-picture", "page-pdf", "issue-pdf"),
)


@override_settings(INDEXNOW_KEY=KEY)
class CrawlTests(TestCase):
    """One story, a word of its own in every field, is released among others and then withdrawn."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reviewers = [make.make_user(role.key, role) for role in REVIEWERS]
        cls.chief = cls.reviewers[-1]
        cls.town = make.make_town()
        cls.story = cls.make_canary()
        cls.others = [
            make.make_article(name, towns=(cls.town,), body="长势良好。") for name in ("其一", "其二")
        ]
        cls.issue = make.make_issue()
        cls.page = make.make_page(cls.issue)
        for story in (cls.others[0], cls.story, cls.others[1]):
            for reviewer in cls.reviewers:
                workflow.approve(story, by=reviewer)
            make.make_placement(story, cls.page)
        release.schedule(cls.issue, at=make.LONG_AGO, by=cls.chief)
        cls.picture = make.make_rendition(cls.page, (cls.story, 0.1, 0.1, 0.8, 0.4))
        make.make_published("更正", genre=Article.Genre.CORRECTION, corrects=cls.story, body="应为两千亩。")

    @classmethod
    def make_canary(cls) -> Article:
        only_here = make.make_town(f"{CANARY}-town", f"{CANARY}-town")
        story = make.make_article(
            **{field: f"{CANARY}-{field}" for field in FIELDS}, towns=(cls.town, only_here)
        )
        story.tags.add(f"{CANARY}-tag")
        make.make_credit(story, make.make_person(f"{CANARY}-person"))
        cls.photo = make.make_photo(
            story, f"{CANARY}-caption", alt_text=f"{CANARY}-alt", image=make.make_picture()
        )
        make.make_credit(cls.photo, make.make_person(f"{CANARY}-photographer"), role=Credit.Role.PHOTOGRAPHER)
        return story

    def known(self) -> dict[str, dict[str, Any]]:
        date = self.issue.date
        subjects: dict[str, dict[str, Any]] = {
            "town": {"slug": self.town.slug},
            "county": {"slug": "juye"},
            "person": {"pk": Credit.objects.get(article=self.story).person_id},
            "tag": {"slug": self.story.tags.get().slug},
        }
        return {
            **{f"{name}{end}": of for name, of in subjects.items() for end in ("", "-feed", "-rss")},
            **{name: {"pk": self.story.pk} for name in ("article", "story-share", "api-story")},
            "api-issue": {"day": date},
            "indexnow": {"key": KEY},
            "photo": {"key": self.photo.key, "width": 480},
            "photo-crop": {"key": self.photo.key, "width": 480, "height": 360},
            "day": {"day": date},
            "issue": {"day": date},
            "page": {"day": date, "label": self.page.label},
            "page-picture": {"key": self.picture.key, "size": "small"},
            "page-pdf": {"day": date, "label": self.page.label},
            "issue-pdf": {"day": date},
            "sitemap-section": {"section": "stories"},
        }

    def crawl(self) -> Iterator[tuple[str, Any]]:
        """Every address of the resolver, those of the story among them, and whatever is linked from there."""
        known = self.known()
        waiting = [reverse(each.name, kwargs=known.get(each.name)) for each in urlpatterns if each.name]
        waiting.append(f"/oembed/?url=http://testserver{self.story.get_absolute_url()}")
        # The canary but for its last letter: what is typed stands on the page.
        waiting += [f"/search/?town={self.town.slug}"]
        waiting += [f"/search/{part}?q={CANARY[:-1]}" for part in ("", "suggest/")]
        seen = set[str]()
        while waiting:
            address = waiting.pop()
            if address in seen or address.startswith(("/static/", "/admin/")):
                continue
            seen.add(address)
            response = self.client.get(address)
            yield address, response
            waiting += links(address, body_of(response))

    def hits(self) -> dict[str, int]:
        """How often each address names the story. The register of towns is no news: it is left out."""
        found = {}
        for address, response in self.crawl():
            said = re.sub(rf'{CANARY}-town|data-keys="[^"]*"', "", body_of(response) + str(response.headers))
            found[address] = said.lower().count(CANARY)
        return {address: count for address, count in found.items() if count}

    def test_no_public_address_says_a_word_of_it_any_more(self) -> None:
        before = self.hits()
        self.assertGreater(len(before), 8)
        workflow.withdraw(self.story, by=self.chief, reason=FACTS, note="失实")
        self.assertEqual(self.hits(), {})

    def test_what_was_its_own_is_gone(self) -> None:
        workflow.withdraw(self.story, by=self.chief, reason=FACTS, note="失实")
        answers = {address: response.status_code for address, response in self.crawl()}
        gone = {name: reverse(name, kwargs=self.known()[name]) for name in PERISHED}
        self.assertEqual({name: answers[address] for name, address in gone.items()}, dict.fromkeys(gone, 404))
        for name in ("article", "api-story"):
            self.assertEqual(answers[reverse(name, args=[self.story.pk])], 410)

    def test_its_neighbours_close_the_gap(self) -> None:
        workflow.withdraw(self.story, by=self.chief, reason=FACTS, note="失实")
        following = self.client.get(self.others[0].get_absolute_url()).context["in_print"].following
        self.assertEqual(following.article, self.others[1])

    def test_reinstated_it_is_there_again(self) -> None:
        workflow.withdraw(self.story, by=self.chief, reason=FACTS, note="失实")
        workflow.reinstate(self.story, by=self.chief)
        self.assertEqual(self.client.get(self.story.get_absolute_url()).status_code, 200)


class GoneTests(TestCase):
    """Who is told that a story was withdrawn, and what."""

    def answer(self, story: Article) -> Any:
        return self.client.get(story.get_absolute_url())

    def make_withdrawn(self, **fields: Any) -> Article:
        gone: dict[str, Any] = {"withdrawn_at": make.LONG_AGO + HOUR, "withdrawal_reason": FACTS}
        return make.make_published(**(gone | fields))

    def test_readers_are_told_the_reason_that_the_editors_chose(self) -> None:
        for reason in Article.WithdrawalReason:
            with self.subTest(reason=reason), translation.override("zh-hans"):
                self.assertContains(
                    self.answer(self.make_withdrawn(withdrawal_reason=reason)), reason.label, status_code=410
                )

    def test_an_old_withdrawal_without_a_reason_is_told_neutrally(self) -> None:
        response = self.answer(self.make_withdrawn(withdrawal_reason=""))
        self.assertEqual((response.status_code, response.context["reason"]), (410, None))

    def test_no_search_engine_and_no_cache_keeps_the_answer(self) -> None:
        response = self.answer(self.make_withdrawn())
        self.assertEqual(response.headers["Cache-Control"], "no-cache")
        self.assertEqual(response.headers["X-Robots-Tag"], "noindex")
        self.assertContains(response, '<meta name="robots" content="noindex">', status_code=410)

    def test_two_withdrawn_stories_are_told_with_the_same_words(self) -> None:
        first = self.make_withdrawn(headline="甲", towns=(make.make_town(),))
        second = self.make_withdrawn(headline="乙", body="正文。")
        self.assertEqual(self.answer(first).content, self.answer(second).content)

    def test_the_answer_may_be_asked_for_but_not_written_to(self) -> None:
        address = self.make_withdrawn().get_absolute_url()
        self.assertEqual(self.client.head(address).status_code, 410)
        self.assertEqual(Client(enforce_csrf_checks=True).post(address).status_code, 405)

    def test_what_readers_never_saw_answers_like_a_story_that_never_was(self) -> None:
        never = self.client.get("/articles/987654/")
        states: dict[str, dict[str, Any]] = {
            "withdrawn before its time": {"withdrawn_at": make.LONG_AGO - HOUR},
            "withdrawn, its time to come": {"publish_at": make.FAR_AHEAD},
            "withdrawn, without a time": {"publish_at": None},
            "scheduled": {"publish_at": make.FAR_AHEAD, "withdrawn_at": None},
            "draft": {"status": Status.DRAFT, "withdrawn_at": None},
            "public until an edit": {"status": Status.SUBMITTED, "withdrawn_at": None},
        }
        for state, fields in states.items():
            with self.subTest(state=state):
                response = self.answer(self.make_withdrawn(**fields))
                self.assertEqual(response.status_code, 404)
                self.assertEqual(response.content, never.content)
                self.assertEqual(dict(response.headers), dict(never.headers))

    def test_a_story_that_is_corrected_after_its_withdrawal_stays_withdrawn(self) -> None:
        for status in (Status.RETURNED, Status.SUBMITTED, Status.KILLED):
            with self.subTest(status=status):
                self.assertEqual(self.answer(self.make_withdrawn(status=status)).status_code, 410)


class NeverSignedInItsTimeTests(TestCase):
    """The time alone does not make a story public: one withdrawn from the review may never have been seen.

    The record says what stood when: `steps` are the state after each step, by hours from the publication.
    """

    CASES = (
        ("signed, out, withdrawn", [(-2, "approve", "signed_off"), (2, "withdraw", "signed_off")], 410),
        ("never signed", [(-2, "take", "in_review"), (2, "withdraw", "in_review")], 404),
        (
            "signed, changed before it came out",
            [(-3, "approve", "signed_off"), (-2, "void", "in_review"), (2, "withdraw", "in_review")],
            404,
        ),
        (
            "signed, out, changed, withdrawn",
            [(-2, "approve", "signed_off"), (1, "void", "in_review"), (2, "withdraw", "in_review")],
            410,
        ),
        (
            "signed late, changed, withdrawn",
            [(0.5, "approve", "signed_off"), (1, "void", "in_review"), (2, "withdraw", "in_review")],
            410,
        ),
        (
            "signed after its withdrawal",
            [(-1, "take", "in_review"), (2, "withdraw", "in_review"), (3, "approve", "signed_off")],
            404,
        ),
    )

    def test_only_what_was_signed_in_its_time_was_seen(self) -> None:
        out = timezone.now() - 24 * HOUR
        first_stage = ReviewStage.objects.in_use().first()
        for name, steps, expected in self.CASES:
            with self.subTest(case=name):
                last = steps[-1][2]
                story = make.make_article(
                    status=last,
                    stage=first_stage if last == Status.IN_REVIEW else None,
                    publish_at=out,
                    withdrawn_at=out + 2 * HOUR,
                )
                for hours, action, status in steps:
                    StatusChange.objects.create(
                        article=story, action=Action(action), status=status, at=out + hours * HOUR
                    )
                self.assertEqual(self.client.get(story.get_absolute_url()).status_code, expected)

    def test_a_story_withdrawn_from_the_review_of_an_issue_that_is_out(self) -> None:
        chief, editor = make.make_user("zb", Role.CHIEF_EDITOR), make.make_user("bj", Role.DESK_EDITOR)
        page = make.make_page(make.make_issue(publish_at=make.LONG_AGO))
        story = make.make_article()
        release.place_imported([Placement(article=story, page=page, order=1)])
        story.refresh_from_db()
        workflow.take(story, by=editor)
        workflow.withdraw(story, by=chief, reason=FACTS, note="失实")
        self.assertEqual(self.client.get(story.get_absolute_url()).status_code, 404)
