"""The demo: what `make run` loads, through the doors the staff use."""

from __future__ import annotations

import datetime as dt
import io
import stat
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Article, SignOff
from issues.models import Issue, IssueTemplate, Rendition
from newsroom.demo import SAMPLE_LABEL
from people.models import User
from policy.roles import REVIEWERS, Role
from tests.kept import expect_kept


@pytest.fixture
def demo_settings(settings: Settings, tmp_path: Path) -> Settings:
    settings.DEBUG = True
    settings.VAR_DIR = tmp_path
    return settings


def load() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_demo_is_a_released_issue_and_one_account_per_role(demo_settings: Settings) -> None:
    printed = load()
    assert Issue.objects.published().count() == 1
    assert Article.objects.published().count() == 12
    assert SignOff.objects.filter(voided_at=None).count() == 12 * len(REVIEWERS)
    accounts = (demo_settings.VAR_DIR / "accounts.txt").read_text(encoding="utf-8").split()
    passwords = dict(zip(accounts[::2], accounts[1::2], strict=True))
    assert set(passwords) == {*(role.key for role in Role), "superuser"}
    assert all(authenticate(username=name, password=passwords[name]) for name in passwords)
    assert all(password in printed for password in passwords.values())
    assert Rendition.objects.published().get().page.label == SAMPLE_LABEL
    expect_kept(*Article.objects.all())


@pytest.mark.django_db
def test_the_demo_plans_the_issue_of_tomorrow_by_its_template(demo_settings: Settings) -> None:
    load()
    issue = Issue.objects.get(is_archive=False)
    assert issue.date == timezone.localdate() + dt.timedelta(days=1)
    assert issue.serial_number
    template = IssueTemplate.objects.get(weekdays__weekday=issue.date.weekday())
    assert list(issue.pages.values_list("label")) == list(template.pages.values_list("label"))
    monday = IssueTemplate.objects.get(weekdays__weekday=0)
    assert [page.label for page in monday.pages.all()] == ["A1", "A2", "A3", "A4"]


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_prints_no_password(demo_settings: Settings) -> None:
    load()
    key = Rendition.objects.get().key
    accounts = (demo_settings.VAR_DIR / "accounts.txt").read_text(encoding="utf-8")
    counts = (Article.objects.count(), User.objects.count(), Issue.objects.count())
    printed = load()
    assert (Article.objects.count(), User.objects.count(), Issue.objects.count()) == counts
    assert Rendition.objects.get().key == key
    assert (demo_settings.VAR_DIR / "accounts.txt").read_text(encoding="utf-8") == accounts
    assert not [password for password in accounts.split()[1::2] if password in printed]


@pytest.mark.django_db
def test_the_accounts_file_is_for_its_owner_only(demo_settings: Settings) -> None:
    load()
    mode = (demo_settings.VAR_DIR / "accounts.txt").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.django_db
def test_the_demo_refuses_outside_development() -> None:
    with pytest.raises(CommandError):
        load()
    assert not User.objects.exists()
