"""Nobody gets a story past the reviews, whatever they try and in whatever order.

Hypothesis plays a newsroom: people of every kind file, edit, submit, approve, return, kill, correct,
withdraw, place, release, hold back and send out web first, allowed or not, each on any story. After every
move the rules below must hold.
They are said here a second time, without the policy table and the workflow, so that a slip there is seen
here. NEWSROOM_EXAMPLES=400 plays longer.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.test import TestCase
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles import workflow
from articles.models import Article, Credit, ReviewStage, Revision, SignOff, StatusChange
from articles.revisions.keeping import hold, keep
from articles.workflow import NotPossible
from issues import release
from issues.models import Issue
from people.models import User
from policy.access import may
from policy.roles import Role
from policy.table import Action, State
from tests import releasing
from tests.kept import expect_kept
from tests.make import LONG_AGO, make_article, make_desk, make_issue, make_page, make_person, make_user

# Where each action leads, from where: the states as a person on the desk would draw them.
LEADS: dict[Action, set[tuple[str, str]]] = {
    Action.SUBMIT: {("draft", "submitted"), ("returned", "submitted")},
    Action.RECALL: {("submitted", "draft")},
    Action.TAKE: {("submitted", "in_review"), ("imported", "in_review")},
    Action.APPROVE: {
        ("submitted", "in_review"),
        ("imported", "in_review"),
        ("in_review", "in_review"),
        ("in_review", "signed_off"),
        ("in_review", "withdrawn"),
    },
    Action.RETURN: {(state, "returned") for state in ("submitted", "in_review", "signed_off", "withdrawn")},
    Action.KILL: {
        (state, "killed") for state in ("imported", "submitted", "in_review", "returned", "signed_off")
    },
    Action.REVIVE: {("killed", "submitted"), ("killed", "imported")},
    Action.WITHDRAW: {("signed_off", "withdrawn"), ("in_review", "in_review")},
    Action.REINSTATE: {("withdrawn", "signed_off")},
    Action.CORRECT: {("signed_off", "signed_off")},
}
STEPS: dict[Action, tuple[Callable[..., Article], dict[str, str]]] = {
    Action.SUBMIT: (workflow.submit, {}),
    Action.RECALL: (workflow.recall, {}),
    Action.TAKE: (workflow.take, {}),
    Action.APPROVE: (workflow.approve, {}),
    Action.RETURN: (workflow.return_to_author, {"note": "请改"}),
    Action.KILL: (workflow.kill, {"note": "不用"}),
    Action.REVIVE: (workflow.revive, {}),
    Action.WITHDRAW: (workflow.withdraw, {"note": "有误", "reason": "facts"}),
    Action.REINSTATE: (workflow.reinstate, {}),
    Action.CORRECT: (workflow.correct, {}),
}
EXAMPLES = int(os.environ.get("NEWSROOM_EXAMPLES", "20"))
REFUSED = (PermissionDenied, NotPossible, release.NotReleasable)
# The issue and web first, ahead of now and before it.
HOURS = st.sampled_from([-48, 12, 24, 48])
WHO = st.integers(0, 9)
WHICH = st.integers(0, 5)


def in_hours(hours: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=hours)


class Newsroom(RuleBasedStateMachine):
    """Ten people and a handful of stories, in a transaction that is undone at the end."""

    moves = 0
    refusals = 0

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.people: list[User] = []
        self.edits = 0
        # Of stories that came by a link: the account of who sent it.
        self.senders: dict[int, int] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def people_come_to_work(self) -> None:
        self.people = [
            make_user("tongxunyuan", Role.CORRESPONDENT),
            make_user("jizhe", Role.REPORTER),
            make_user("yishen", Role.DESK_EDITOR),
            make_user("yishen2", Role.DESK_EDITOR, Role.REPORTER),
            make_user("ershen", Role.SECTION_HEAD),
            make_user("duomianshou", Role.DESK_EDITOR, Role.SECTION_HEAD),
            make_user("sanshen", Role.CHIEF_EDITOR),
            make_user("sanshen2", Role.CHIEF_EDITOR, Role.SECTION_HEAD),
            make_user("chaoji", is_superuser=True),
            make_user("jiaodui", Role.PROOFREADER),
        ]
        for user in self.people[:4]:
            make_person(user.username, user=user)
        self.desk = make_desk(members=tuple(self.people[1:6]))
        self.page = make_page(make_issue(dt.date(2026, 12, 1)))
        keep(make_article("导入的稿子", body="正文。"), by=None, how=Revision.How.INGEST)

    def story(self, which: int) -> Article | None:
        stories = list(Article.objects.order_by("pk"))
        return stories[which % len(stories)] if stories else None

    # What people do

    @precondition(lambda self: Article.objects.count() < 5)
    @rule(who=WHO, on_the_desk=st.booleans())
    def file(self, who: int, on_the_desk: bool) -> None:
        if may(self.people[who], Action.ADD, Article):
            desk = self.desk if on_the_desk else None
            story = make_article(f"稿{who}", body="正文。", filed_by=self.people[who], desk=desk)
            keep(story, by=self.people[who], how=Revision.How.FORM)

    @precondition(lambda self: Article.objects.count() < 5)
    @rule(who=st.integers(0, 3))
    def file_by_link(self, who: int) -> None:
        """By the link of somebody who has an account too: they shall not review it, credited or not."""
        sender = User.objects.get(pk=self.people[who].pk).person
        story = make_article("链接来稿", body="正文。", desk=self.desk, filing_key=uuid.uuid4())
        workflow.receive(story, sender=sender)
        self.senders[story.pk] = self.people[who].pk

    @rule(who=WHO, which=WHICH, action=st.sampled_from(list(STEPS)))
    def step(self, who: int, which: int, action: Action) -> None:
        self.take(action, self.story(which), by=self.people[who])

    @rule(who=WHO, which=WHICH)
    def insist(self, who: int, which: int) -> None:
        """Whatever one person may do to bring a story forward, as often as they are let."""
        for action in (Action.SUBMIT, Action.TAKE, Action.APPROVE, Action.APPROVE, Action.APPROVE):
            self.take(action, self.story(which), by=self.people[who])

    @rule(moves=st.lists(st.tuples(WHICH, st.sampled_from(list(STEPS)), WHO), min_size=1, max_size=6))
    def a_morning_goes_on(self, moves: list[tuple[int, Action, int]]) -> None:
        """Things that somebody may do: without them a newsroom of chance would hardly move."""
        for which, wanted, who in moves:
            story = self.story(which)
            if story is not None and (move := self.possible(story, wanted=wanted, first=who)):
                self.take(move[0], story, by=move[1])

    def possible(self, story: Article, *, wanted: Action, first: int) -> tuple[Action, User] | None:
        """The first step anybody may take, beginning with the action wanted and the person first asked."""
        at = list(STEPS).index(wanted)
        for action in [*list(STEPS)[at:], *list(STEPS)[:at]]:
            for user in [*self.people[first:], *self.people[:first]]:
                if workflow.may(action, story, by=user):
                    return action, user
        return None

    @rule(which=WHICH)
    def everybody_reviews(self, which: int) -> None:
        for reviewer in self.people:
            self.take(Action.APPROVE, self.story(which), by=reviewer)

    @rule(who=WHO, which=WHICH)
    def edit(self, who: int, which: int) -> None:
        """As the story's form does it: who may change the story saves, then the sign-offs are looked at."""
        story = self.story(which)
        if story is not None and may(self.people[who], Action.CHANGE, story):
            self.edits += 1
            hold(story)
            Article.objects.filter(pk=story.pk).update(body=f"第{self.edits}稿。", version=F("version") + 1)
            keep(story, by=self.people[who], how=Revision.How.FORM)
            workflow.void_if_changed(story, by=self.people[who])

    @rule(who=st.integers(0, 3), which=WHICH)
    def credit(self, who: int, which: int) -> None:
        """A name is added to the story; it is a change like any other."""
        story = self.story(which)
        if story is not None and may(self.people[2], Action.CHANGE, story):
            person = User.objects.get(pk=self.people[who].pk).person
            hold(story)
            Credit.objects.get_or_create(article=story, person=person, role=Credit.Role.REPORTER)
            keep(story, by=self.people[2], how=Revision.How.FORM)
            workflow.void_if_changed(story, by=self.people[2])

    @rule(which=WHICH)
    def place(self, which: int) -> None:
        story = self.story(which)
        if story is not None:
            with suppress(*REFUSED), transaction.atomic():
                release.place(story, self.page, by=self.people[2])

    @rule(who=WHO)
    def release(self, who: int) -> None:
        with suppress(*REFUSED), transaction.atomic():
            releasing.schedule(self.page.issue, at=LONG_AGO, by=self.people[who])

    @rule(who=WHO, hours=HOURS)
    def schedule(self, who: int, hours: int) -> None:
        """Ahead, again at another time, or at once."""
        at, by = in_hours(hours), self.people[who]
        self.attempt(lambda: releasing.schedule(self.page.issue, at=at, by=by))

    @rule(who=WHO)
    def pull_back(self, who: int) -> None:
        self.attempt(lambda: release.unschedule(self.page.issue, by=self.people[who]))

    @rule(who=WHO, which=WHICH)
    def hold_back(self, who: int, which: int) -> None:
        if (story := self.story(which)) is not None:
            by = self.people[who]
            self.attempt(lambda: release.hold_back(story, self.page.issue, by=by, note="版面不够"))

    @rule(who=WHO, which=WHICH, hours=HOURS)
    def send_out_web_first(self, who: int, which: int, hours: int) -> None:
        if (story := self.story(which)) is not None:
            at, by = in_hours(hours), self.people[who]
            self.attempt(lambda: workflow.publish_first(story, at=at, by=by))

    @rule(who=WHO, which=WHICH)
    def take_web_first_back(self, who: int, which: int) -> None:
        if (story := self.story(which)) is not None:
            self.attempt(lambda: workflow.take_back_first(story, by=self.people[who]))

    def attempt(self, move: Callable[[], object]) -> None:
        Newsroom.moves += 1
        try:
            with transaction.atomic():
                move()
        except REFUSED:
            Newsroom.refusals += 1

    def take(self, action: Action, story: Article | None, *, by: User) -> None:
        if story is None:
            return
        before, steps = str(story.policy_state), StatusChange.objects.count()
        function, arguments = STEPS[action]
        Newsroom.moves += 1
        try:
            with transaction.atomic():
                function(story, by=by, **arguments)
        except REFUSED:
            Newsroom.refusals += 1
            assert str(Article.objects.get(pk=story.pk).policy_state) == before
            assert StatusChange.objects.count() == steps
        else:
            after = str(Article.objects.get(pk=story.pk).policy_state)
            assert (before, after) in LEADS[action], f"{action}: {before} -> {after}"
            assert StatusChange.objects.count() == steps + 1

    # What must hold after each move

    @invariant()
    def every_story_and_the_trail_have_kept_what_it_is(self) -> None:
        expect_kept(*Article.objects.all())

    @invariant()
    def what_readers_see_is_signed_word_for_word_by_every_stage(self) -> None:
        stages = set(ReviewStage.objects.in_use().values_list("pk", flat=True))
        for story in Article.objects.published():
            standing = list(story.sign_offs.filter(voided_at=None))
            assert {sign_off.stage_id for sign_off in standing} == stages
            assert {sign_off.text_hash for sign_off in standing} == {story.text_hash()}

    @invariant()
    def nothing_is_public_before_its_time_or_without_one(self) -> None:
        """Its time is its issue's or that of web first; a correction that stands nowhere has its own."""
        now = timezone.now()
        for story in Article.objects.filter(corrects=None):
            issue = Issue.objects.filter(pages__placements__article=story).first()
            times = [at for at in (story.web_first_at, issue.publish_at if issue else None) if at is not None]
            assert story.publish_at in times if times else story.publish_at is None, story.publish_at
            # What is ahead of readers is the earlier; what they had keeps the time at which they had it.
            assert not times or story.publish_at == min(times) or min(times) <= now
            if Article.objects.published().filter(pk=story.pk).exists():
                assert min(times) <= now

    @invariant()
    def nobody_stands_at_two_stages_of_a_story(self) -> None:
        stages: dict[tuple[int, int], set[int]] = {}
        for article, by, stage in SignOff.objects.values_list("article", "by", "stage"):
            stages.setdefault((article, by), set()).add(stage)
        assert all(len(held) == 1 for held in stages.values())

    @invariant()
    def nobody_signed_own_copy(self) -> None:
        for sign_off in SignOff.objects.filter(voided_at=None).select_related("article"):
            authors = {sign_off.article.filed_by_id, self.senders.get(sign_off.article_id)}
            credits = Credit.objects.filter(article=sign_off.article, person__isnull=False)
            authors |= set(credits.values_list("person__user", flat=True))
            assert sign_off.by_id not in authors - {None}

    @invariant()
    def what_came_by_a_link_is_never_taken_for_imported_copy(self) -> None:
        states = {Article.objects.get(pk=pk).policy_state for pk in self.senders}
        assert State.IMPORTED not in states

    @invariant()
    def the_last_step_on_record_is_where_the_story_stands(self) -> None:
        for story in Article.objects.all():
            last = story.status_changes.first()
            assert last is None or last.status == story.status


class ReviewPropertyTests(TestCase):
    def test_no_sequence_of_moves_gets_past_the_reviews(self) -> None:
        Newsroom.moves = Newsroom.refusals = 0
        machine: Any = Newsroom
        # Shrinking a failure would play the morning a thousand times more; what is printed can be read.
        play = settings(max_examples=EXAMPLES, stateful_step_count=40, phases=[Phase.generate])
        run_state_machine_as_test(machine, settings=play)
        # A newsroom in which nothing succeeds, or nothing is refused, would have proved nothing.
        self.assertGreater(Newsroom.moves - Newsroom.refusals, EXAMPLES * 10)
        self.assertGreater(Newsroom.refusals, EXAMPLES * 10)
