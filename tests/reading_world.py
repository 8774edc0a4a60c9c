"""A whole issue with nothing wrong in it for the last reading; tests spoil one thing at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import TestCase

from articles.models import Article, Credit, Photo
from issues.models import Issue, IssueTemplate, Page, Placement
from issues.models.planning import TemplatePage, TemplateWeekday
from issues.reading.checks import findings
from issues.reading.finding import Finding, Kind
from people.models import Person, Unit
from tests.make import make_county, make_credit, make_person, make_photo, stored_picture
from towns.models import County, Jurisdiction, Town

# A Monday.
DAY = dt.date(2026, 11, 30)
NAMES = {"A1": "要闻", "A2": "综合", "A3": "鲁西新区·巨野", "A4": "副刊"}
TOWNS = {
    "巨野县": ("田庄镇", "太平镇", "大义镇", "凤凰街道", "佃户屯街道"),
    "鄄城县": ("郑营镇", "凤凰镇", "大埝镇"),
    "郓城县": ("随官屯镇", "张营街道"),
    "鲁西新区": ("马岭岗镇",),
}
CHANGED = dt.date(2022, 9, 2)
# One story a page at the beginning: headline, body.
STORIES = {
    "A1": (
        "项目建设跑出加速度",
        "本报讯 巨野县田庄镇今年新签项目11个。\n镇长李明说，企业盼什么，镇里就干什么。",
    ),
    "A2": (
        "冬季取暖有保障",
        "民政部门走访了佃户屯办事处的困难群众，送去棉被470条。\n“屋里很暖和。”村民张秀兰说。",
    ),
    "A3": ("念好人才经", "巨野县太平镇党委书记周建国介绍，全镇引回人才36名。\n人才多了，田庄的产业也旺了。"),
    "A4": ("老街记忆", "老街不长，两旁是青砖灰瓦的铺面。\n每到集日，鄄城县郑营镇的乡亲赶来，街上挤满了人。"),
}


@dataclass
class World:
    issue: Issue
    template: IssueTemplate
    pages: dict[str, Page] = field(default_factory=dict)
    towns: dict[str, Town] = field(default_factory=dict)
    counties: dict[str, County] = field(default_factory=dict)
    stories: dict[str, Article] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def page(self, at: str, **changes: Any) -> Page:
        """A page of the issue, changed as told."""
        Page.objects.filter(pk=self.pages[at].pk).update(**changes)
        self.pages[at].refresh_from_db()
        return self.pages[at]

    def write(self, label: str, *, body: str = "", **changes: Any) -> Article:
        """The story of a page with another text; `body` is a paragraph put behind what is there."""
        story = self.stories[label]
        if body:
            changes["body"] = f"{story.body}\n{body}"
        Article.objects.filter(pk=story.pk).update(**changes)
        story.refresh_from_db()
        return story

    def add(
        self, label: str, headline: str = "又一条消息", body: str = "一切顺利。", **fields: Any
    ) -> Article:
        """One more story on a page, credited to nobody."""
        story = Article.objects.create(headline=headline, body=body, **fields)
        Placement.objects.create(article=story, page=self.pages[label])
        return story

    def photo(self, label: str, caption: str = "田庄镇的农机手在田间作业。", **fields: Any) -> Photo:
        fields.setdefault("image", stored_picture())
        return make_photo(self.stories[label], caption, **fields)

    def credit(self, of: Article | Photo, printed: str, **fields: Any) -> Credit:
        person = self.people.get(printed)
        return make_credit(of, person, printed_text=printed, **{"role": "reporter", **fields})

    def jump(self, label: str, *labels: str) -> list[Placement]:
        """The story of a page goes on on others, one from the other."""
        before = Placement.objects.get(article=self.stories[label], page=self.pages[label])
        places = [before]
        for each in labels:
            before = Placement.objects.create(
                article=self.stories[label], page=self.pages[each], continues=before
            )
            places.append(before)
        return places

    def found(self) -> list[Finding]:
        return findings(Issue.objects.get(pk=self.issue.pk))

    def codes(self) -> list[tuple[Kind, str]]:
        return [(finding.kind, finding.code) for finding in self.found()]


def make_world() -> World:
    """Four pages of a Monday, as the template has them, each with a credited story; two have photos."""
    Issue.objects.create(date=DAY - dt.timedelta(days=1), serial_number=11_000)
    issue = Issue.objects.create(date=DAY, serial_number=11_001)
    world = World(issue, IssueTemplate.objects.create(name="日常四版"))
    TemplateWeekday.objects.create(template=world.template, weekday=DAY.weekday())
    for order, (label, name) in enumerate(NAMES.items(), start=1):
        TemplatePage.objects.create(template=world.template, label=label, name=name, order=order)
        world.pages[label] = Page.objects.create(issue=issue, label=label, name=name, order=order)
    _add_towns(world)
    _add_people(world)
    for label, (headline, body) in STORIES.items():
        world.stories[label] = world.add(label, headline, body)
        world.credit(world.stories[label], "王燕", title="记者")
    world.credit(world.stories["A1"], "郭锦萍", role="correspondent", title="通讯员")
    world.write("A1", printed_byline="记者 王 燕 通讯员 郭锦萍")
    for label in ("A1", "A3"):
        world.credit(world.photo(label), "刘菲", role="photographer", title="通讯员")
    return world


def _add_towns(world: World) -> None:
    for order, (county, towns) in enumerate(TOWNS.items()):
        world.counties[county] = make_county(county, f"county-{order}")
        for name in towns:
            kind = Town.Kind.SUBDISTRICT if name.endswith("街道") else Town.Kind.TOWN
            world.towns[name] = Town.objects.create(name=name, kind=kind, slug=f"town-{len(world.towns)}")
            if county != "鲁西新区":
                Jurisdiction.objects.create(town=world.towns[name], county=world.counties[county])
    world.counties["牡丹区"] = make_county("牡丹区", "mudan")
    moved = world.towns["马岭岗镇"]
    Jurisdiction.objects.create(town=moved, county=world.counties["牡丹区"], until=CHANGED)
    Jurisdiction.objects.create(town=moved, county=world.counties["鲁西新区"], since=CHANGED)


def _add_people(world: World) -> None:
    unit = Unit.objects.create(name="田庄镇党政办")
    correspondent = Person.Kind.CORRESPONDENT
    people: dict[str, dict[str, Any]] = {
        "王燕": {"kind": Person.Kind.REPORTER},
        "郭锦萍": {"kind": correspondent, "town": world.towns["田庄镇"]},
        "刘菲": {"kind": correspondent, "unit": unit},
    }
    for name, fields in people.items():
        world.people[name] = make_person(name, **fields)


def add_page(world: World, label: str, order: int, **fields: object) -> Page:
    page = Page.objects.create(issue=world.issue, label=label, order=order, **fields)
    world.pages[label] = page
    world.add(label)
    return page


def without_template(world: World) -> World:
    world.template.delete()
    return world


def drop(world: World, label: str) -> World:
    world.pages[label].placements.all().delete()
    world.pages[label].delete()
    return world


def say(world: World, **texts: str) -> World:
    """Paragraphs put behind the stories of pages."""
    for label, text in texts.items():
        world.write(label, body=text)
    return world


Seed = Callable[[World], Any]
# What is spoiled, how, and what is found: code and page, "" for no page. An empty list: nothing is wrong.
Case = tuple[str, Seed, list[tuple[str, str]]]


class ReadingTestCase(TestCase):
    """Cases are tried one by one on the same clean issue."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def try_defects(self, kind: Kind, cases: Iterable[Case]) -> None:
        """Each is found, on its page, and nothing else is."""
        for name, seed, expected in cases:
            with self.subTest(name):
                found = self._found_after(seed)
                pages = dict(self.pages)
                told = [(each.code, pages.get(each.page, "")) for each in found]
                self.assertEqual(told, expected, [each.text for each in found])
                self.assertEqual({each.kind for each in found}, {kind} if expected else set())

    def try_clean(self, cases: Iterable[tuple[str, Seed]]) -> None:
        """Nothing is found."""
        for name, seed in cases:
            with self.subTest(name):
                self.assertEqual([each.text for each in self._found_after(seed)], [])

    def _found_after(self, seed: Seed) -> list[Finding]:
        with transaction.atomic():
            world = deepcopy(self.world)
            seed(world)
            found = world.found()
            self.pages: dict[int | None, str] = dict(Page.objects.values_list("pk", "label"))
            transaction.set_rollback(True)
        return found
