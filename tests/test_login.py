"""Who gets in: the limit on wrong passwords, the first password, and when a session is over."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory, TestCase, TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from newsroom.login import throttle
from newsroom.models import LoginTry
from people.models import User
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_user
from tests.test_races import at_once, shared_database

LOGIN, DESK = reverse("admin:login"), reverse("admin:index")
OVERVIEW, PASSWORD = reverse("admin:second_factor"), reverse("admin:password_change")
HERE, ELSEWHERE = "203.0.113.9", "198.51.100.7"
NEW_PASSWORD = "麦田返青时节雨水足，麦苗高"


class LoginTests(TestCase):
    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make_user("jizhe", Role.REPORTER)
        cls.other = make_user("tongxunyuan", Role.CORRESPONDENT)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.administrator = make_user("guanliyuan", Role.ADMINISTRATOR)

    def sign_in(self, name: str, password: str, address: str = HERE, **headers: str) -> Any:
        form = {"username": name, "password": password, "next": DESK}
        return self.client.post(LOGIN, form, REMOTE_ADDR=address, headers=headers)

    def assert_in(self, response: HttpResponse) -> None:
        self.assertEqual((response.status_code, response.headers.get("Location")), (302, DESK))


class ThrottleTests(LoginTests):
    def miss(self, times: int, name: str = "jizhe", address: str = HERE, **headers: str) -> list[int]:
        return [self.sign_in(name, "wrong", address, **headers).status_code for _number in range(times)]

    def test_the_sixth_try_is_refused_even_with_the_right_password(self) -> None:
        self.assertEqual(self.miss(5), [200] * 5)
        response = self.sign_in("jizhe", "jizhe")
        self.assertEqual(response.status_code, 429)
        self.assertGreater(int(response.headers["Retry-After"]), 800)
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_a_header_of_the_clients_own_does_not_help(self) -> None:
        for number in range(5):
            self.sign_in("jizhe", "wrong", **{"X-Forwarded-For": f"10.0.0.{number}"})
        self.assertEqual(self.miss(1, **{"X-Forwarded-For": "10.9.9.9"}), [429])

    @override_settings(BEHIND_PROXY=True)
    def test_behind_the_proxy_its_own_entry_counts_and_no_other(self) -> None:
        for number in range(5):
            self.sign_in("jizhe", "wrong", "127.0.0.1", **{"X-Forwarded-For": f"10.0.0.{number}, {HERE}"})
        spoofed = {"X-Forwarded-For": f"10.9.9.9, {HERE}"}
        self.assertEqual(self.miss(1, address="127.0.0.1", **spoofed), [429])
        self.assert_in(self.sign_in("jizhe", "jizhe", "127.0.0.1", **{"X-Forwarded-For": ELSEWHERE}))

    def test_who_is_guessed_at_from_elsewhere_gets_in_from_here(self) -> None:
        self.miss(6, address=ELSEWHERE)
        self.assert_in(self.sign_in("jizhe", "jizhe", HERE))

    def test_one_ipv6_network_is_one_address(self) -> None:
        for number in range(5):
            self.miss(1, address=f"2001:db8:1:2::{number}")
        self.assertEqual(self.miss(1, address="2001:db8:1:2:3:4:5:6"), [429])
        self.assertEqual(self.miss(1, address="2001:db8:1:3::1"), [200])

    def test_a_right_password_takes_back_what_was_mistyped_before_it(self) -> None:
        self.miss(4)
        self.assert_in(self.sign_in("jizhe", "jizhe"))
        self.client.logout()
        self.assertEqual(self.miss(5), [200] * 5)

    def test_spraying_over_names_ends_at_the_limit_of_the_address(self) -> None:
        codes = [code for number in range(throttle.TRIES_PER_ADDRESS) for code in self.miss(1, f"n{number}")]
        self.assertEqual(set(codes), {200})
        self.assertEqual(self.miss(1, "one-more"), [429])
        self.assertEqual(self.sign_in("jizhe", "jizhe", ELSEWHERE).status_code, 302)

    def test_an_account_of_ones_own_does_not_take_back_the_spraying(self) -> None:
        for number in range(throttle.TRIES_PER_ADDRESS - 1):
            self.miss(1, f"n{number}")
        self.assert_in(self.sign_in("tongxunyuan", "tongxunyuan"))
        self.client.logout()
        self.assertEqual(self.miss(2, "somebody-else"), [200, 429])

    def test_a_refused_try_prolongs_nothing(self) -> None:
        self.miss(8)
        self.assertEqual(LoginTry.objects.count(), 5)
        LoginTry.objects.update(at=timezone.now() - throttle.WINDOW)
        self.assert_in(self.sign_in("jizhe", "jizhe"))

    def test_tries_that_no_longer_count_are_not_kept(self) -> None:
        self.miss(3)
        LoginTry.objects.update(at=timezone.now() - throttle.WINDOW - dt.timedelta(seconds=1))
        self.miss(1, "somebody-else", ELSEWHERE)
        self.assertEqual(LoginTry.objects.count(), 1)

    def test_what_was_typed_as_a_name_is_not_kept(self) -> None:
        self.miss(1, "my-password-typed-too-early")
        self.assertNotIn("password", LoginTry.objects.get().account)

    def test_a_missing_account_is_answered_as_an_existing_one(self) -> None:
        inactive = make_user("lizhi", Role.REPORTER, is_active=False)
        for _number in range(6):
            answers = {
                (response.status_code, re.sub(r'value="[^"]*"', "", response.content.decode()))
                for name in ("jizhe", inactive.username, "nobody")
                for response in [self.sign_in(name, "wrong")]
            }
            self.assertEqual(len(answers), 1)

    def test_readers_and_the_form_itself_are_there_for_who_is_locked_out(self) -> None:
        self.miss(6)
        for address in ("/", LOGIN):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address, REMOTE_ADDR=HERE).status_code, 200)


class ManyAtOnceTests(TransactionTestCase):
    def test_twenty_tries_at_once_are_twenty_tries(self) -> None:
        def guess(barrier: threading.Barrier) -> str:
            request = RequestFactory().post(LOGIN, REMOTE_ADDR=HERE)
            barrier.wait()
            try:
                throttle.count(request, "jizhe")
            except throttle.LockedOut:
                return "refused"
            return "looked at"

        with shared_database():
            results = at_once(*[guess] * 20)
            self.assertEqual(len(results), 20)
            self.assertLessEqual(results.count("looked at"), throttle.TRIES_PER_ACCOUNT)


class SessionTests(LoginTests):
    """Events that end a session at its next request."""

    def setUp(self) -> None:
        self.client.force_login(self.chief)
        self.assertEqual(self.client.get(DESK).status_code, 200)
        self.account = User.objects.get(pk=self.chief.pk)

    def assert_over(self) -> None:
        self.client.get(DESK)
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_a_new_password_from_another_session(self) -> None:
        self.account.set_password(NEW_PASSWORD)
        self.account.save()
        self.assert_over()

    def test_a_role_taken_away(self) -> None:
        self.account.groups.clear()
        self.assert_over()

    def test_a_flag_changed(self) -> None:
        User.objects.filter(pk=self.account.pk).update(is_superuser=True)
        self.assert_over()

    def test_an_account_put_out_of_use_and_back(self) -> None:
        for is_active in (False, True):
            self.account.is_active = is_active
            self.account.save(update_fields=["is_active"])
        self.assert_over()

    def test_the_second_factor_taken_away(self) -> None:
        call_command("reset_second_factor", "zongbian", verbosity=0)
        self.assert_over()

    def test_ones_own_new_password_keeps_ones_own_session(self) -> None:
        other = StaffClient()
        other.force_login(self.account)
        form = {"old_password": "zongbian", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
        self.client.post(PASSWORD, form)
        self.assertEqual(self.client.get(DESK).status_code, 200)
        self.assertEqual(other.get(DESK).status_code, 302)


class FirstPasswordTests(LoginTests):
    def setUp(self) -> None:
        self.client.force_login(self.administrator)
        form = {"username": "xinren", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_staff": "on"}
        self.client.post(reverse("admin:people_user_add"), form | {"usable_password": "true"})
        self.client.logout()

    def change_to(self, password: str) -> Any:
        form = {"old_password": NEW_PASSWORD, "new_password1": password, "new_password2": password}
        return self.client.post(f"{PASSWORD}?next={OVERVIEW}", form)

    def test_who_signs_in_with_a_first_password_has_to_choose_another_one(self) -> None:
        self.assert_in(self.sign_in("xinren", NEW_PASSWORD))
        self.assertRedirects(self.client.get(DESK, follow=True), f"{PASSWORD}?next=%2Fadmin%2F")
        self.assertEqual(self.change_to(NEW_PASSWORD).status_code, 200)
        self.assertEqual(self.change_to("short").status_code, 200)
        self.assertEqual(self.client.get(DESK).status_code, 302)
        self.assertRedirects(self.change_to(f"{NEW_PASSWORD}第二版"), OVERVIEW)

    def test_a_password_reset_by_an_administrator_is_a_first_password_again(self) -> None:
        self.client.force_login(self.administrator)
        address = reverse("admin:auth_user_password_change", args=[self.reporter.pk])
        self.client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        self.assertTrue(User.objects.get(pk=self.reporter.pk).must_change_password)

    def test_an_administrators_own_password_is_changed_with_the_old_one_only(self) -> None:
        self.client.force_login(self.administrator)
        address = reverse("admin:auth_user_password_change", args=[self.administrator.pk])
        response = self.client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        self.assertRedirects(response, PASSWORD)
        self.assertTrue(User.objects.get(pk=self.administrator.pk).check_password("guanliyuan"))

    def test_a_changed_name_does_not_ask_for_a_new_password(self) -> None:
        self.client.force_login(self.administrator)
        address = reverse("admin:people_user_change", args=[self.reporter.pk])
        self.client.post(
            address, {"username": "jizhe", "last_name": "王", "is_staff": "on", "is_active": "on"}
        )
        account = User.objects.get(pk=self.reporter.pk)
        self.assertEqual((account.last_name, account.must_change_password), ("王", False))
