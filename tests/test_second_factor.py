"""The second factor: who needs it, what opens without it, how it is set up, shown, renewed and reset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from people import second_factor
from people.models import User
from tests.clients import StaffClient
from tests.make import make_user
from tests.test_login import DESK, LOGIN, OVERVIEW, PASSWORD, LoginTests

ENROL, VERIFY = reverse("admin:second_factor_enrol"), reverse("admin:second_factor_verify")


def make_app(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name=second_factor.APP)


def code_of(app: TOTPDevice, *, ahead: int = 0) -> str:
    """The code the app shows, or will show after `ahead` half minutes."""
    return f"{totp(app.bin_key, drift=ahead):06}"


def addresses(patterns: list[Any], prefix: str = "/") -> Iterator[str]:
    """Every address below /admin/, with 1 where a number or a name stands."""
    for entry in patterns:
        route = str(entry.pattern)
        if isinstance(entry, URLResolver):
            if prefix != "/" or route == "admin/":
                yield from addresses(entry.url_patterns, prefix + route)
        elif isinstance(entry, URLPattern) and prefix.startswith("/admin/"):
            yield prefix + re.sub(r"<[^>]+>", "1", plain(route))


def plain(route: str) -> str:
    """The two routes of the admin that are regular expressions: an app's page, and everything else."""
    if route.startswith("^(?P<app_label>"):
        return "articles/"
    return "nothing-here/" if route.startswith("(?P<url>") else route


class GateTests(LoginTests):
    """After the password alone nothing opens but the step that is owed, and the way out."""

    def assert_shut(self, step: str) -> None:
        open_ = {step, LOGIN, reverse("admin:logout"), reverse("set_language")}
        found = sorted(set(addresses(get_resolver().url_patterns)) - open_)
        self.assertGreater(len(found), 80)
        for address in found:
            for ask in (self.client.get, self.client.post):
                with self.subTest(address=address, method=ask.__name__):
                    response = ask(address)
                    self.assertEqual(response.status_code, 302)
                    self.assertTrue(response.headers["Location"].startswith(LOGIN))
        response = self.client.get(LOGIN, {"next": OVERVIEW})
        self.assertRedirects(response, f"{step}?next={OVERVIEW.replace('/', '%2F')}")

    def test_who_has_an_app_sees_the_page_of_the_code_only(self) -> None:
        make_app(self.reporter)
        self.client.force_password(self.reporter)
        self.assert_shut(VERIFY)

    def test_who_needs_an_app_sees_the_page_that_sets_it_up_only(self) -> None:
        self.client.force_password(self.chief)
        self.assert_shut(ENROL)

    def test_who_was_given_a_password_sees_the_page_that_changes_it_only(self) -> None:
        User.objects.filter(pk=self.reporter.pk).update(must_change_password=True)
        self.client.force_password(User.objects.get(pk=self.reporter.pk))
        self.assert_shut(PASSWORD)

    def test_a_superuser_holds_the_roles_that_need_it(self) -> None:
        self.client.force_password(make_user("root", is_superuser=True))
        self.assertRedirects(self.client.get(LOGIN), f"{ENROL}?next=%2Fadmin%2F")

    def test_a_role_that_does_not_need_it_goes_straight_to_the_desk(self) -> None:
        self.assert_in(self.sign_in("jizhe", "jizhe"))
        self.assertEqual(self.client.get(DESK).status_code, 200)

    def test_the_password_given_again_does_not_stand_for_the_code(self) -> None:
        self.client.force_login(self.chief)
        self.sign_in("zongbian", "zongbian")
        self.assertEqual(self.client.get(DESK).status_code, 302)

    def test_the_half_signed_in_find_the_way_out_and_no_list_of_what_is_there(self) -> None:
        self.client.force_password(self.chief)
        page = self.client.get(ENROL)
        self.assertContains(page, reverse("admin:logout"))
        self.assertNotContains(page, reverse("admin:articles_article_changelist"))
        self.client.post(reverse("admin:logout"))
        self.assertNotIn("_auth_user_id", self.client.session)


class CodeTests(LoginTests):
    def setUp(self) -> None:
        self.app = make_app(self.chief)
        self.codes = second_factor.renew_codes(self.chief)
        self.client.force_password(self.chief)

    def enter(self, code: str, **query: str) -> Any:
        return self.client.post(f"{VERIFY}?next={query.get('next', DESK)}", {"code": code})

    def test_the_right_code_opens_the_desk_under_a_new_session_key(self) -> None:
        before = self.client.session.session_key
        self.assert_in(self.enter(code_of(self.app)))
        self.assertEqual(self.client.get(DESK).status_code, 200)
        self.assertNotEqual(self.client.session.session_key, before)

    def test_a_code_is_read_as_people_type_it(self) -> None:
        code = code_of(self.app)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
        self.assert_in(self.enter(f" {wide[:3]} {wide[3:]} "))

    def test_a_wrong_code_opens_nothing_and_the_next_has_to_wait(self) -> None:
        self.assertEqual(self.enter("000000").status_code, 200)
        self.assertEqual(self.enter(code_of(self.app)).status_code, 200)
        self.assertEqual(self.client.get(DESK).status_code, 302)

    def test_a_code_opens_one_session_only(self) -> None:
        self.enter(code_of(self.app))
        self.client.force_password(self.chief)
        self.assertEqual(self.enter(code_of(self.app)).status_code, 200)

    def test_the_address_asked_for_is_kept_but_no_foreign_one(self) -> None:
        self.assertEqual(self.enter(code_of(self.app), next=OVERVIEW).headers["Location"], OVERVIEW)
        self.client.force_password(self.chief)
        TOTPDevice.objects.update(last_t=-1)
        self.assert_in(self.enter(code_of(self.app), next="https://example.com/"))

    def test_a_recovery_code_is_good_once_and_says_how_many_are_left(self) -> None:
        self.assert_in(self.enter(f"{self.codes[0][:5]} {self.codes[0][5:]}"))
        self.assertContains(self.client.get(DESK), "9")
        self.assertEqual(second_factor.codes_left(self.chief), 9)
        self.client.force_password(self.chief)
        self.assertEqual(self.enter(self.codes[0]).status_code, 200)

    def test_wrong_recovery_codes_do_not_hold_up_the_app(self) -> None:
        self.enter("0000000000")
        self.assert_in(self.enter(code_of(self.app)))

    def test_somebody_elses_code_opens_nothing(self) -> None:
        other = make_app(self.administrator)
        self.assertEqual(self.enter(code_of(other)).status_code, 200)

    def test_who_has_an_app_cannot_set_up_another_one_instead_of_showing_it(self) -> None:
        self.client.post(ENROL, {"code": "123456"})
        self.assertEqual(TOTPDevice.objects.get().pk, self.app.pk)


class EnrolTests(LoginTests):
    def setUp(self) -> None:
        self.client.force_password(self.chief)

    def set_up(self) -> Any:
        """Open the page, and type the code of the secret it shows."""
        self.client.get(ENROL)
        app = second_factor.new_app(self.chief, self.client.session["second_factor_key"])
        return self.client.post(f"{ENROL}?next={OVERVIEW}", {"code": code_of(app)})

    def test_the_page_shows_the_secret_as_picture_and_in_groups_of_four(self) -> None:
        page = self.client.get(ENROL)
        self.assertContains(page, 'src="data:image/svg+xml')
        self.assertRegex(page.content.decode(), r">([A-Z2-7]{4} ){7}[A-Z2-7]{4}<")

    def test_a_wrong_first_code_keeps_nothing(self) -> None:
        self.client.get(ENROL)
        self.client.post(ENROL, {"code": "000000"})
        self.assertFalse(TOTPDevice.objects.exists())
        self.assertEqual(self.client.get(DESK).status_code, 302)

    def test_the_right_first_code_shows_ten_recovery_codes_and_opens_the_desk(self) -> None:
        page = self.set_up()
        codes = set(re.findall(r"\b\d{5} \d{5}\b", page.content.decode()))
        self.assertEqual(len(codes), 10)
        self.assertContains(page, f'href="{OVERVIEW}"')
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(self.client.get(DESK).status_code, 200)

    def test_recovery_codes_are_not_shown_again(self) -> None:
        page = self.set_up()
        code = re.findall(r"\d{5} \d{5}", page.content.decode())[0]
        for address in (ENROL, OVERVIEW):
            self.assertNotContains(self.client.get(address, follow=True), code)

    def test_the_code_that_set_it_up_does_not_sign_in_as_well(self) -> None:
        self.set_up()
        self.client.force_password(User.objects.get(pk=self.chief.pk))
        app = TOTPDevice.objects.get()
        self.assertEqual(self.client.post(VERIFY, {"code": code_of(app)}).status_code, 200)

    def test_other_sessions_of_the_account_end(self) -> None:
        other = StaffClient()
        other.force_password(self.chief)
        self.set_up()
        self.assertNotIn("_auth_user_id", other.get(ENROL).wsgi_request.session)


class OverviewTests(LoginTests):
    def setUp(self) -> None:
        self.client.force_login(self.reporter)

    def give(self, user: User, **form: str) -> Any:
        """As the user, with a code that was not used yet."""
        TOTPDevice.objects.filter(user=user).update(last_t=-1, throttling_failure_count=0)
        return self.client.post(OVERVIEW, {"code": code_of(TOTPDevice.objects.get(user=user)), **form})

    def enrolled(self, user: User) -> None:
        make_app(user)
        second_factor.renew_codes(user)
        self.client.force_login(user)

    def test_the_menu_leads_there_and_anybody_may_set_it_up(self) -> None:
        self.assertContains(self.client.get(DESK), f'href="{OVERVIEW}"')
        self.assertContains(self.client.get(OVERVIEW), ENROL)
        self.assertEqual(self.client.get(ENROL).status_code, 200)

    def test_new_recovery_codes_need_a_code_and_replace_the_old(self) -> None:
        self.enrolled(self.reporter)
        old = set(StaticDevice.objects.get().token_set.values_list("token", flat=True))
        self.client.post(OVERVIEW, {"code": "000000"})
        self.assertEqual(set(StaticDevice.objects.get().token_set.values_list("token", flat=True)), old)
        self.give(self.reporter)
        new = set(StaticDevice.objects.get().token_set.values_list("token", flat=True))
        self.assertEqual((len(new), new & old), (10, set()))

    def test_an_app_is_not_replaced_without_its_code(self) -> None:
        self.enrolled(self.reporter)
        self.assertRedirects(self.client.get(ENROL), OVERVIEW)
        self.assertNotIn("second_factor_key", self.client.session)

    def test_it_is_taken_away_where_no_role_needs_it(self) -> None:
        self.enrolled(self.reporter)
        self.give(self.reporter, _remove="1")
        self.assertFalse(second_factor.is_enrolled(self.reporter))
        self.assertEqual(self.client.get(DESK).status_code, 200)

    def test_it_stays_where_a_role_needs_it(self) -> None:
        self.enrolled(self.chief)
        self.give(self.chief, _remove="1")
        self.assertTrue(second_factor.is_enrolled(self.chief))


class ResetTests(LoginTests):
    def reset(self, account: User, *, by: User) -> int:
        """Press the button; what is left of the second factor tells what came of it."""
        TOTPDevice.objects.get_or_create(user=account, defaults={"name": second_factor.APP})
        self.client.force_login(by)
        address = reverse("admin:people_user_reset_second_factor", args=[account.pk])
        self.client.get(address)
        self.assertEqual(len(TOTPDevice.objects.filter(user=account)), 1)
        self.client.post(address)
        return len(TOTPDevice.objects.filter(user=account))

    def test_an_administrator_resets_that_of_another(self) -> None:
        self.assertEqual(self.reset(self.chief, by=self.administrator), 0)

    def test_nobody_resets_their_own(self) -> None:
        self.assertEqual(self.reset(self.administrator, by=self.administrator), 1)

    def test_a_superusers_is_reset_by_a_superuser_only(self) -> None:
        root, second = (make_user(name, is_superuser=True) for name in ("root", "second"))
        self.assertEqual(self.reset(root, by=self.administrator), 1)
        self.assertEqual(self.reset(root, by=second), 0)

    def test_other_roles_reset_nothing(self) -> None:
        self.assertEqual(self.reset(self.reporter, by=self.chief), 1)

    def test_the_account_page_offers_it_to_who_may_and_where_there_is_one(self) -> None:
        self.client.force_login(self.administrator)
        make_app(self.reporter)
        for account, is_offered in ((self.reporter, True), (self.other, False), (self.administrator, False)):
            with self.subTest(account=account.username):
                page = self.client.get(reverse("admin:people_user_change", args=[account.pk]))
                address = reverse("admin:people_user_reset_second_factor", args=[account.pk])
                self.assertEqual(address in page.content.decode(), is_offered)

    def test_the_command_names_what_it_cannot_find(self) -> None:
        for name in ("nobody", "jizhe"):
            with self.assertRaisesMessage(CommandError, name):
                call_command("reset_second_factor", name)
