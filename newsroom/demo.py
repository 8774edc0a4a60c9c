"""The demo: the prefecture's towns, the sample page as a released issue, and one account per role.

Everything goes through the doors the staff use: ingest, sign-off, release.
"""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep
from audit.trail import record
from ingest.importing import ingest_page
from ingest.page import read_page
from issues import release, renditions
from issues.models import Issue, IssueTemplate, Rendition
from issues.planning import numbering
from issues.planning.making import Pages, make_issue
from people.models import Correspondent, CountyDesk, Desk, User
from policy.roles import REVIEWERS, Role
from towns.loading import load_prefecture
from towns.models import County, Town

SAMPLE = settings.BASE_DIR / "ingest" / "sample" / "seed-page.txt"
# The extract bears neither date nor label; these are assumed from what it tells (12月19日, 鲁西新区·巨野).
SAMPLE_DATE = dt.date(2023, 12, 20)
SAMPLE_LABEL = "A3"
SAMPLE_NAME = "鲁西新区·巨野"
# The paper of Monday to Friday and of the weekend: label, name, characters.
WEEKDAYS_PAGES = (
    ("A1", "要闻", 4500),
    ("A2", "综合", 5200),
    ("A3", "鲁西新区·巨野", 5200),
    ("A4", "副刊", 4800),
)
WEEKEND_PAGES = (("A1", "要闻", 4500), ("A2", "综合", 5200))
TEMPLATES = {"日常四版": (range(5), WEEKDAYS_PAGES), "周末两版": (range(5, 7), WEEKEND_PAGES)}
# Assumed: the paper was founded in October 1991 and appears nearly every day.
SERIAL_NUMBER = 11200
TAGS = ("主题教育", "招商引资", "乡村振兴")

SUPERUSER = "superuser"
ACCOUNTS = {role.key: role for role in Role}
DESK = "县区部"
TOWN = "tianzhuang"
AT_THE_DESK = (Role.REPORTER, Role.DESK_EDITOR, Role.SECTION_HEAD)


def load_demo(accounts_file: Path) -> tuple[Issue, dict[str, str]]:
    """Make what is missing of the demo; returns the issue and the passwords made by this run."""
    load_prefecture("菏泽市")
    passwords = make_accounts(accounts_file)
    make_desk()
    make_templates()
    sample = release_sample()
    make_pictures(sample)
    plan_tomorrow()
    return sample, passwords


def make_accounts(accounts_file: Path) -> dict[str, str]:
    """One account per role and a superuser. New passwords are added to `accounts_file`."""
    wanted: dict[str, Role | None] = {**ACCOUNTS, SUPERUSER: None}
    passwords = {}
    for username, role in wanted.items():
        if password := _make_account(username, role):
            passwords[username] = password
    if passwords:
        _keep(passwords, accounts_file)
    return passwords


@transaction.atomic
def _make_account(username: str, role: Role | None) -> str | None:
    user, is_new = User.objects.get_or_create(
        username=username,
        defaults={"first_name": role or "超级用户", "is_staff": True, "is_superuser": role is None},
    )
    if not is_new:
        return None
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save()
    if role is not None:
        user.groups.set(Group.objects.filter(name=role.value))
    record("add", user, by=None, after={"groups": [role.value] if role else [], "is_superuser": role is None})
    return password


def _keep(passwords: dict[str, str], accounts_file: Path) -> None:
    accounts_file.parent.mkdir(parents=True, exist_ok=True)
    accounts_file.touch(mode=0o600)
    with accounts_file.open("a", encoding="utf-8") as file:
        file.writelines(f"{username} {password}\n" for username, password in passwords.items())


def release_sample() -> Issue:
    """Ingest the sample page, sign its stories off and release its issue, unless that is done."""
    ingested = ingest_page(
        read_page(SAMPLE), date=SAMPLE_DATE, label=SAMPLE_LABEL, name=SAMPLE_NAME, file_name=SAMPLE.name
    )
    issue = ingested.page.issue
    if not ingested.is_new:
        return issue
    for article in ingested.articles:
        story = _tag(article)
        for reviewer in REVIEWERS:
            workflow.approve(story, by=_account(reviewer))
    return release.schedule(issue, at=issue.usual_release(), by=_account(Role.CHIEF_EDITOR))


def make_pictures(issue: Issue) -> None:
    """The pages of the issue as they look in print, where the engine is there and they are not made yet."""
    shown = Rendition.objects.current().values("page")
    pages = issue.pages.exclude(pk__in=shown)
    if renditions.can_be_made() and renditions.owe(pages, is_maker=True):
        renditions.make()


@transaction.atomic
def make_templates() -> None:
    """What the paper is on an ordinary day, unless somebody has said it already."""
    if IssueTemplate.objects.exists():
        return
    for name, (weekdays, pages) in TEMPLATES.items():
        template = IssueTemplate.objects.create(name=name)
        for label, page, length in pages:
            template.pages.create(label=label, name=page, planned_length=length)
        for weekday in weekdays:
            template.weekdays.create(weekday=weekday)
        record("add", template, by=None, after={"pages": [label for label, *_rest in pages]})


@transaction.atomic
def plan_tomorrow() -> None:
    """The issue of tomorrow by its template, with the first of the numbers, unless one is planned."""
    if Issue.objects.filter(is_archive=False).exists():
        return
    chief = _account(Role.CHIEF_EDITOR)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    issue = make_issue(tomorrow, pages=Pages.TEMPLATE, by=chief)
    issue.serial_number = SERIAL_NUMBER
    numbering.tell(numbering.renumber(typed=issue), by=chief)


def make_desk() -> None:
    """A desk for the counties, where the demo's reporter and editors sit, and a correspondent of a town."""
    desk, is_new = Desk.objects.get_or_create(name=DESK)
    if is_new:
        desk.members.set(User.objects.filter(username__in=[role.key for role in AT_THE_DESK]))
        for county in County.objects.filter(county_desk=None):
            CountyDesk.objects.create(county=county, desk=desk)
        Correspondent.objects.create(
            name="演示通讯员", town=Town.objects.get(slug=TOWN), user=_account(Role.CORRESPONDENT)
        )


@transaction.atomic
def _tag(article: Article) -> Article:
    """The demo's editor tags by the words of the story."""
    story = hold(article)
    story.tags.add(*(tag for tag in TAGS if tag in story.headline + story.body))
    story.version += 1
    story.save(update_fields=["version", "updated_at"])
    keep(story, by=_account(Role.DESK_EDITOR), how=Revision.How.BULK)
    return story


def _account(role: Role) -> User:
    return User.objects.get(username=role.key)
