"""The paper's running number (总第…期) has no gap and no repeat, whatever is added, moved or deleted."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import TestCase, TransactionTestCase
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from audit.bin import CannotUndo, undo
from audit.models import Deletion
from audit.trail import entries_of
from ingest.importing import ingest_page
from issues.models import Issue, NoPaperDay
from issues.planning import numbering
from issues.planning.making import make_issue
from issues.planning.run import Place, assign
from people.models import User
from policy.roles import Role
from tests.clients import StaffClient
from tests.deleting import delete, delete_chosen
from tests.make import FAR_AHEAD, LONG_AGO, make_user
from tests.test_races import at_once, shared_database

TODAY = timezone.localdate()


def day(number: int) -> dt.date:
    """So many days from now."""
    return TODAY + dt.timedelta(days=number)


def planned(number: int | None = None) -> Place:
    return Place(number)


def released(number: int | None = None) -> Place:
    return Place(number, is_fixed=True)


def archived(number: int | None = None) -> Place:
    return Place(number, is_fixed=True, is_archive=True)


def test_nothing_is_numbered_before_the_first_number_is_typed() -> None:
    assert assign([planned(), planned()]) == [None, None]


def test_those_behind_a_numbered_issue_follow_it() -> None:
    assert assign([planned(), planned(100), planned(), planned(7)]) == [None, 7, 8, 9]
    assert assign([released(100), planned(104), planned()]) == [100, 101, 102]


def test_nothing_follows_from_a_single_issue_of_the_archive() -> None:
    assert assign([archived(9961), planned(), planned()]) == [9961, None, None]
    assert assign([archived(9961), planned(5), planned()]) == [9961, 9962, 9963]


def test_what_is_out_keeps_its_number_and_a_place_before_it_has_none_left() -> None:
    assert assign([released(100), planned(), released(101), planned()]) == [100, None, 101, 102]


places = st.builds(
    lambda number, kind: Place(number, kind > 0, kind > 1),
    st.none() | st.integers(1, 40),
    st.integers(0, 2),
)


@given(st.lists(places, max_size=12))
def test_numbers_that_are_given_never_repeat_and_rise(row: list[Place]) -> None:
    numbers = assign(row)
    given_now = [number for place, number in zip(row, numbers, strict=True) if number and not place.is_fixed]
    fixed = {place.number for place in row if place.is_fixed}
    assert given_now == sorted(set(given_now))
    assert not set(given_now) & fixed
    assert [n for place, n in zip(row, numbers, strict=True) if place.is_fixed] == [
        place.number for place in row if place.is_fixed
    ]
    again = [
        Place(number, place.is_fixed, place.is_archive) for place, number in zip(row, numbers, strict=True)
    ]
    assert assign(again) == numbers, "numbered twice, the numbers are others"


class NumberingTests(TestCase):
    client_class = StaffClient
    editor: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_user("zongbian", Role.CHIEF_EDITOR)

    def setUp(self) -> None:
        self.client.force_login(self.editor)

    def make(self, *numbers: int) -> list[Issue]:
        return [make_issue(day(number), by=self.editor) for number in numbers]

    def numbers(self) -> dict[int, int | None]:
        """By the days from now; extra issues stand a tenth of a day later."""
        rows = Issue.objects.order_by("date", "extra").values_list("date", "extra", "serial_number")
        return {(date - TODAY).days * 10 + extra: number for date, extra, number in rows}

    def save(self, issue: Issue | None, **values: Any) -> Any:
        data = {"pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0, "serial_number": "", "extra": 0}
        if issue is not None:
            issue.refresh_from_db()
            data |= {"date": issue.date, "extra": issue.extra, "serial_number": issue.serial_number or ""}
        place = [issue.pk] if issue else []
        address = reverse(f"admin:issues_issue_{'change' if issue else 'add'}", args=place)
        return self.client.post(address, data | values)

    def begin(self, *numbers: int) -> list[Issue]:
        issues = self.make(*numbers)
        self.save(issues[0], serial_number=100)
        return issues

    def test_a_number_typed_once_is_followed_by_all_after_it(self) -> None:
        self.begin(1, 2, 4)
        self.assertEqual(self.numbers(), {10: 100, 20: 101, 40: 102})

    def test_a_new_issue_takes_its_place_in_the_run(self) -> None:
        self.begin(1, 2, 4)
        self.save(None, date=day(3))
        self.assertEqual(self.numbers(), {10: 100, 20: 101, 30: 102, 40: 103})

    def test_extra_issues_are_numbered_too(self) -> None:
        self.begin(1, 2)
        make_issue(day(1), is_extra=True, by=self.editor)
        self.assertEqual(self.numbers(), {10: 100, 11: 101, 20: 102})

    def test_a_moved_issue_changes_places_with_the_others(self) -> None:
        first, *_others = self.begin(1, 2, 3)
        self.save(first, date=day(5))
        self.assertEqual(self.numbers(), {20: 100, 30: 101, 50: 102})

    def test_those_behind_a_deleted_issue_move_up_and_back_again(self) -> None:
        first, *_others = self.begin(1, 2, 3)
        delete(self.client, reverse("admin:issues_issue_delete", args=[first.pk]))
        self.assertEqual(self.numbers(), {20: 100, 30: 101})
        undo(Deletion.objects.get(), by=self.editor)
        self.assertEqual(self.numbers(), {10: 100, 20: 101, 30: 102})

    def test_several_deleted_in_the_list_come_back_into_the_run(self) -> None:
        issues = self.begin(1, 2, 3, 4)
        where = reverse("admin:issues_issue_changelist")
        delete_chosen(self.client, where, issues[0].pk, issues[2].pk)
        self.assertEqual(self.numbers(), {20: 100, 40: 101})
        undo(Deletion.objects.get(), by=self.editor)
        self.assertEqual(self.numbers(), {10: 100, 20: 101, 30: 102, 40: 103})

    def test_an_issue_does_not_come_back_to_a_day_without_paper(self) -> None:
        [issue] = self.make(1)
        delete(self.client, reverse("admin:issues_issue_delete", args=[issue.pk]))
        NoPaperDay.objects.create(date=day(1), reason="休刊")
        with self.assertRaises(CannotUndo):
            undo(Deletion.objects.get(), by=self.editor)
        self.assertFalse(Issue.objects.exists())

    def test_a_gap_or_a_repeat_is_refused_and_the_right_number_named(self) -> None:
        _first, second = self.begin(1, 2)
        for wrong in (100, 102, 7):
            with self.subTest(typed=wrong):
                response = self.save(second, serial_number=wrong)
                self.assertContains(response, "101")
                self.assertEqual(self.numbers(), {10: 100, 20: 101})

    def test_a_number_that_no_paper_has_is_refused(self) -> None:
        [issue] = self.make(1)
        for number in (0, -1, 1_000_000, 2_147_483_647, 10**30, "x"):
            with self.subTest(number=number):
                self.assertContains(self.save(issue, serial_number=number), "errorlist")

    def test_the_first_number_may_be_corrected_and_all_follow(self) -> None:
        first, _second = self.begin(1, 2)
        self.save(first, serial_number=500)
        self.assertEqual(self.numbers(), {10: 500, 20: 501})

    def test_a_number_taken_away_comes_back_by_itself(self) -> None:
        _first, second = self.begin(1, 2)
        self.save(second, serial_number="")
        self.assertEqual(self.numbers(), {10: 100, 20: 101})

    def test_released_and_archived_issues_never_change(self) -> None:
        Issue.objects.create(date=day(-9), serial_number=9, is_archive=True)
        Issue.objects.create(date=day(-3), serial_number=100, publish_at=LONG_AGO)
        self.make(1, 2)
        make_issue(day(-1), by=self.editor)
        self.assertEqual(self.numbers(), {-90: 9, -30: 100, -10: 101, 10: 102, 20: 103})

    def test_an_issue_before_one_that_is_out_gets_no_number_that_is_taken(self) -> None:
        for number in (100, 101):
            Issue.objects.create(date=day(number - 105), serial_number=number, publish_at=LONG_AGO)
        Issue.objects.filter(serial_number=101).update(date=day(-2))
        make_issue(day(-3), by=self.editor)
        self.assertEqual(self.numbers(), {-50: 100, -30: None, -20: 101})

    def test_the_number_of_an_old_issue_is_lower_than_all_that_come(self) -> None:
        self.begin(1)
        old = Issue.objects.create(date=day(-400), is_archive=True)
        self.assertContains(self.save(old, is_archive="on", serial_number=100), "100")
        self.save(old, is_archive="on", serial_number=40)
        self.assertEqual(self.numbers(), {-4000: 40, 10: 100})

    def test_a_waiting_issue_is_renumbered_and_the_trail_says_so(self) -> None:
        _first, second = self.begin(1, 3)
        Issue.objects.filter(pk=second.pk).update(publish_at=FAR_AHEAD)
        self.save(None, date=day(2))
        self.assertEqual(self.numbers(), {10: 100, 20: 101, 30: 102})
        entry = entries_of(second).filter(action="number").first()
        assert entry
        self.assertEqual(
            (entry.before_values, entry.after_values), ({"serial_number": 101}, {"serial_number": 102})
        )

    def test_a_page_that_comes_in_for_a_day_to_come_takes_its_number(self) -> None:
        self.begin(1)
        ingest_page("新闻标题\n本报讯 正文一段。\n", date=day(2), label="A1")
        self.assertEqual(self.numbers(), {10: 100, 20: 101})

    def test_what_is_expected_is_what_the_run_gives(self) -> None:
        first, second = self.begin(1, 2)
        self.assertEqual([numbering.expected(first), numbering.expected(second)], [100, 101])
        Issue.objects.filter(pk=second.pk).update(serial_number=900)
        self.assertEqual(numbering.expected(second), 101)
        Issue.objects.update(serial_number=None)
        self.assertIsNone(numbering.expected(second))

    def test_the_numbers_take_three_questions_however_long_the_paper_is(self) -> None:
        Issue.objects.bulk_create(
            Issue(date=day(-number), serial_number=9999 - number, publish_at=LONG_AGO)
            for number in range(1, 400)
        )
        [issue] = self.make(1)
        with self.assertNumQueries(3):
            self.assertEqual(numbering.expected(issue), 9999)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["add", "extra", "delete", "move", "undo"]), st.integers(0, 9), st.integers(0, 9)
    ),
    max_size=14,
)


class RunTests(HypothesisTestCase):
    client_class = StaffClient
    """Random plans: whatever is done, the issues that are not out are numbered one behind the other."""

    @given(MOVES)
    def test_the_run_has_no_gap_and_no_repeat(self, moves: list[tuple[str, int, int]]) -> None:
        Issue.objects.create(date=day(-1), serial_number=50, publish_at=LONG_AGO)
        for move, one, other in moves:
            with transaction.atomic():
                self.play(move, one, other)
            numbers = Issue.objects.order_by("date", "extra").values_list("serial_number", flat=True)
            self.assertEqual(list(numbers), list(range(50, 50 + len(numbers))), moves)

    def play(self, move: str, one: int, other: int) -> None:
        by = User.objects.filter(username="bianji").first() or make_user("bianji", Role.CHIEF_EDITOR)
        issues = list(Issue.objects.filter(publish_at=None).order_by("pk"))
        issue = issues[one % len(issues)] if issues else None
        try:
            if move in ("add", "extra"):
                make_issue(day(one), is_extra=move == "extra", by=by)
            elif move == "undo" and (deletion := Deletion.objects.filter(undone_at=None).first()):
                undo(deletion, by=by)
            elif move == "delete" and issue:
                self.client.force_login(by)
                delete(self.client, reverse("admin:issues_issue_delete", args=[issue.pk]))
            elif move == "move" and issue:
                numbering.hold()
                issue.date = day(other)
                issue.full_clean()
                issue.save()
                numbering.renumber()
        except (ValidationError, CannotUndo):
            pass


class RaceTests(TransactionTestCase):
    def test_two_issues_made_at_once_have_two_numbers(self) -> None:
        editor = make_user("zongbian", Role.CHIEF_EDITOR)
        Issue.objects.create(date=day(-1), serial_number=100, publish_at=LONG_AGO)

        def making(number: int) -> Any:
            def act(barrier: threading.Barrier) -> str:
                barrier.wait()
                return str(make_issue(day(number), by=editor).serial_number)

            return act

        def looking(_barrier: threading.Barrier) -> str:
            return str(list(Issue.objects.order_by("date").values_list("serial_number", flat=True)))

        with shared_database():
            at_once(making(1), making(2), making(3))
            self.assertEqual(at_once(looking), ["[100, 101, 102, 103]"])
