"""What waits for whom: the bell, its page, and what opening a story or a press on "seen" changes."""

from __future__ import annotations

import itertools
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices, review, workflow
from articles.models import Article, Notice, ReviewStage
from people.models import User
from policy.roles import REVIEWERS, Role
from policy.table import Action, State
from tests.cast import ADD, CastTests, change
from tests.make import (
    LONG_AGO,
    make_article,
    make_credit,
    make_desk,
    make_photo,
    make_user,
)

INDEX = reverse("admin:index")
PAGE = reverse("admin:waiting")
SEEN = reverse("admin:waiting_seen")
# What the bell adds to a page: one for all that waits, and the person's desks.
BELL_QUERIES = 2


def make_notice(user: User, article: Article, **fields: Any) -> Notice:
    return Notice.objects.create(user=user, article=article, **({"kind": Notice.Kind.MENTIONED} | fields))


def submitted(headline: str, by: User, **fields: Any) -> Article:
    return workflow.submit(make_article(headline, filed_by=by, **fields), by=by)


class AgreementTests(TestCase):
    """What waits is the workflow's own answer: roles x desks x states x authors x signers."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()
        cls.people = [
            make_user(f"{role.key}{at}", role) for role, at in itertools.product(Role, ("", "-desk"))
        ]
        cls.people.append(make_user("both", Role.DESK_EDITOR, Role.CHIEF_EDITOR))
        cls.people.append(make_user("root", is_superuser=True))
        cls.desk.members.set(user for user in cls.people if user.username.endswith(("-desk", "both")))
        stages = list(ReviewStage.objects.in_use())
        places: list[tuple[str, ReviewStage | None]] = [("in_review", stage) for stage in stages]
        places += [(status, None) for status in ("draft", "submitted", "returned", "killed", "signed_off")]
        reviewers = [user for user in cls.people if user.roles & set(REVIEWERS)]
        for (status, stage), desk in itertools.product(places, (cls.desk, None, make_desk("要闻部"))):
            fields: dict[str, Any] = {"status": status, "stage": stage, "desk": desk}
            make_article("录入", **fields)
            for user in reviewers:
                cls._one_of_each(user, fields, stages)

    @classmethod
    def _one_of_each(cls, user: User, fields: dict[str, Any], stages: list[ReviewStage]) -> None:
        """Stories that the user filed, handed in, is credited on in each way, or signed, valid or void."""
        author = cls.people[0]
        person, _made = person_of(user)
        make_article("自采", filed_by=user, **fields)
        rest = [make_article("他采", filed_by=author, **fields) for _way in range(7)]
        rest[0].status_changes.create(action=Action.SUBMIT, status="submitted", by=user)
        make_credit(rest[1], person, role="reporter")
        make_credit(rest[2], printed_text=person.name, role="reporter")
        make_credit(make_photo(rest[3]), person, role="photographer")
        make_credit(make_photo(rest[4]), printed_text=person.name, role="photographer")
        sign(rest[5], user, stages[0])
        sign(rest[6], user, stages[1], voided_at=timezone.now())
        padded = "　".join(person.name)
        make_article("他采", filed_by=author, printed_byline=f"记者 {padded}", **fields)

    def test_what_waits_is_what_the_workflow_lets_one_approve(self) -> None:
        waiting = {State.SUBMITTED, State.IN_REVIEW}
        candidates = [story for story in Article.objects.all() if story.policy_state in waiting]
        for user in User.objects.all():
            expected = {story for story in candidates if workflow.may(Action.APPROVE, story, by=user)}
            with self.subTest(user=user.username):
                self.assertEqual(set(review.waiting_on(user)), expected)
                self.assertEqual(review.waiting_on(user).count(), len(expected))

    def test_without_a_stage_in_use_nothing_new_waits(self) -> None:
        ReviewStage.objects.update(is_active=False)
        found = review.waiting_on(User.objects.get(username="root"))
        self.assertFalse(found.filter(status="submitted").exists())


def person_of(user: User) -> tuple[Any, bool]:
    from people.models import Person

    return Person.objects.get_or_create(
        user=user, defaults={"name": f"名{user.username}", "kind": "reporter"}
    )


def sign(article: Article, by: User, stage: ReviewStage, **fields: Any) -> None:
    signed: dict[str, Any] = {"text": {}, "text_hash": "x", "stage_name": stage.name}
    article.sign_offs.create(by=by, stage=stage, **(signed | fields))


class BellTests(CastTests):
    def bell(self, user: User) -> int:
        self.client.force_login(user)
        return int(self.client.get(INDEX).context["bell"]())

    def test_submitted_copy_rings_for_its_reviewer_alone(self) -> None:
        submitted("麦田返青", self.other)
        counts = {
            user: self.bell(user) for user in (self.other, self.reporter, self.editor, self.head, self.chief)
        }
        self.assertEqual([user for user, count in counts.items() if count], [self.editor])

    def test_an_imported_draft_rings_for_nobody(self) -> None:
        make_article("录入的稿件")
        self.assertEqual((self.bell(self.editor), self.bell(self.chief)), (0, 0))

    def test_a_story_that_came_back_rings_once_though_its_author_was_told_too(self) -> None:
        story = submitted("麦田返青", self.other)
        workflow.return_to_author(story, by=self.editor, note="请核实日期")
        self.assertEqual((self.bell(self.other), Notice.objects.count()), (1, 1))
        page = self.client.get(PAGE)
        self.assertContains(page, "请核实日期", count=1)

    def test_a_notice_of_a_story_out_of_sight_is_neither_counted_nor_shown(self) -> None:
        desk = make_desk(members=(self.editor,))
        make_notice(self.editor, make_article("绝密选题", desk=desk, filed_by=self.other), text="绝密的话")
        self.assertEqual(self.bell(self.editor), 1)
        desk.members.clear()
        self.assertEqual(self.bell(self.editor), 0)
        page = self.client.get(PAGE)
        self.assertNotContains(page, "绝密")
        Notice.objects.update(seen_at=timezone.now())
        self.assertNotContains(self.client.get(PAGE), "绝密")

    def test_the_bell_costs_little_and_the_same_however_much_waits(self) -> None:
        for rows in (1, 5):
            for number in range(rows):
                make_notice(self.editor, submitted(f"稿件{rows}-{number}", self.other))
            user = User.objects.get(pk=self.editor.pk)
            request = self.client.get(INDEX).wsgi_request
            request.user = user
            assert user.roles
            from newsroom.waiting import bell

            count = bell(request)
            with self.subTest(rows=rows), self.assertNumQueries(BELL_QUERIES):
                self.assertEqual([count(), count()], [count()] * 2)

    def test_a_window_without_a_header_counts_nothing(self) -> None:
        self.client.force_login(self.editor)
        with CaptureQueriesContext(connection) as asked:
            self.client.get(ADD, {"_popup": "1"})
        self.assertFalse([query for query in asked.captured_queries if "articles_notice" in query["sql"]])

    def test_the_sign_in_page_shows_no_bell(self) -> None:
        self.assertNotContains(self.client.get(reverse("admin:login")), 'class="bell"')


class WaitingPageTests(CastTests):
    def setUp(self) -> None:
        self.story = make_article("麦田返青", filed_by=self.other)
        self.client.force_login(self.editor)

    def test_nobody_reads_it_without_signing_in(self) -> None:
        self.client.logout()
        for address in (PAGE, SEEN):
            self.assertEqual(self.client.get(address).status_code, 302)

    def test_with_nothing_to_do_it_says_so(self) -> None:
        self.assertContains(self.client.get(PAGE), _("Nothing waits for you."))

    def test_it_lists_what_to_review_the_longest_waiting_first(self) -> None:
        for headline in ("先到的稿件", "后到的稿件"):
            submitted(headline, self.other)
        Article.objects.filter(headline="先到的稿件").update(updated_at=LONG_AGO)
        listed = self.client.get(PAGE).context["to_review"]
        self.assertEqual([story.headline for story in listed], ["先到的稿件", "后到的稿件"])

    def test_looking_marks_nothing_as_seen(self) -> None:
        notice = make_notice(self.editor, self.story, text="请看数字")
        for _look in range(2):
            self.assertContains(self.client.get(PAGE), "请看数字")
        notice.refresh_from_db()
        self.assertIsNone(notice.seen_at)

    def test_opening_the_story_marks_its_notices_and_no_others(self) -> None:
        other_story = make_article("秋粮入仓", filed_by=self.other)
        opened, left = make_notice(self.editor, self.story), make_notice(self.editor, other_story)
        foreign = make_notice(self.chief, self.story)
        self.assertEqual(self.client.get(change(self.story)).context["bell"](), 1)
        self.assertEqual(list(Notice.objects.filter(seen_at=None)), [foreign, left])
        self.assertEqual(Notice.objects.exclude(seen_at=None).get(), opened)

    def test_a_story_out_of_reach_is_not_seen_by_asking_for_it(self) -> None:
        stranger = make_user("waixian", Role.CORRESPONDENT)
        notice = make_notice(stranger, self.story)
        self.client.force_login(stranger)
        self.client.get(change(self.story))
        notice.refresh_from_db()
        self.assertIsNone(notice.seen_at)

    def test_one_notice_is_put_away(self) -> None:
        first, second = make_notice(self.editor, self.story), make_notice(self.editor, self.story)
        self.client.post(SEEN, {"notice": first.pk})
        self.assertEqual(list(notices.unseen(self.editor)), [second])
        self.assertEqual(list(self.client.get(PAGE).context["seen"]), [first])

    def test_all_are_put_away_but_one_that_came_after_the_page_was_shown(self) -> None:
        make_notice(self.editor, self.story)
        make_notice(self.editor, self.story)
        newest = self.client.get(PAGE).context["newest"]
        late = make_notice(self.editor, self.story)
        self.client.post(SEEN, {"newest": newest})
        self.assertEqual(list(notices.unseen(self.editor)), [late])

    def test_nobody_puts_away_anothers_notice(self) -> None:
        foreign = make_notice(self.chief, self.story)
        for form in ({"notice": foreign.pk}, {"newest": foreign.pk}):
            self.client.post(SEEN, form)
        self.assertEqual(list(notices.unseen(self.chief)), [foreign])

    def test_a_get_or_nonsense_puts_nothing_away(self) -> None:
        make_notice(self.editor, self.story)
        self.assertEqual(self.client.get(SEEN, {"newest": 10**9}).status_code, 405)
        for value in ("", "x", "9" * 5000, "-1"):
            self.assertEqual(self.client.post(SEEN, {"notice": value}).status_code, 302)
        self.assertEqual(notices.unseen(self.editor).count(), 1)

    def test_what_was_seen_long_ago_is_gone_from_the_page(self) -> None:
        make_notice(self.editor, self.story, seen_at=LONG_AGO, text="旧事")
        self.assertNotContains(self.client.get(PAGE), "旧事")
