"""A story with everything that programs are told of one, and one whose words are an attack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from articles.models import Article, Credit, Photo
from issues.models import Issue, Page
from people.models import Person
from tests import make
from towns.models import County, Town

Genre = Article.Genre
HOSTILE = "甲\x01]]>乙</script><script>alert(1)</script>&amp;\x1b丙\ufffe"


@dataclass
class World:
    county: County
    town: Town
    person: Person
    issue: Issue
    page: Page
    story: Article
    photo: Photo
    correction: Article
    plain: Article
    hostile: Article

    @property
    def stories(self) -> list[Article]:
        return [self.story, self.correction, self.plain, self.hostile]

    def feeds(self) -> list[str]:
        """Every subject that has a feed: the address of its Atom; its RSS stands below."""
        pages = [self.town.get_absolute_url(), "/counties/juye/", self.person.get_absolute_url()]
        return [f"{page}feed/" for page in ("/", *pages, "/tags/春耕/", "/corrections/")]


def make_world() -> World:
    county = make.make_county()
    town = make.make_town(county=county)
    person = make.make_person("王燕")
    issue = make.make_issue(publish_at=make.LONG_AGO)
    Issue.objects.filter(pk=issue.pk).update(serial_number=11_001)
    page = make.make_page(issue)
    story = _make_story(town, person)
    photo = make.make_photo(
        story, "农机手在田间作业。", image=make.make_picture(1600, 1200), alt_text="拖拉机"
    )
    make.make_credit(photo, make.make_person("刘菲"), role=Credit.Role.PHOTOGRAPHER, title="通讯员")
    make.make_placement(story, page)
    correction = make.make_published(
        "更正", genre=Genre.CORRECTION, corrects=story, body="应为两千亩。", towns=(town,)
    )
    plain = make.make_published("另一条消息", genre=Genre.COMMENT, body="正文。")
    return World(
        county, town, person, issue, page, story, photo, correction, plain, _make_hostile(town, person)
    )


def _make_story(town: Town, person: Person) -> Article:
    story = make.make_published(
        "落地落实",
        kicker="提升政治站位",
        deck="麦田里的好消息",
        dateline="本报讯",
        printed_byline="记者 王燕 通讯员 县委宣传部",
        body="第一段。\n## 小标题\n> 引用的话。\n第二段。",
        towns=(town,),
    )
    make.make_credit(story, person, role=Credit.Role.REPORTER, title="记者")
    make.make_credit(story, printed_text="县委宣传部", role=Credit.Role.CORRESPONDENT)
    story.tags.add("春耕")
    return story


def _make_hostile(town: Town, person: Person) -> Article:
    at = make.LONG_AGO + dt.timedelta(hours=1)
    story = make.make_published(
        HOSTILE,
        kicker=HOSTILE,
        deck=HOSTILE,
        body=HOSTILE,
        printed_byline=HOSTILE,
        publish_at=at,
        towns=(town,),
    )
    make.make_credit(story, person, printed_text=HOSTILE, role=Credit.Role.REPORTER)
    story.tags.add("春耕")
    return story
