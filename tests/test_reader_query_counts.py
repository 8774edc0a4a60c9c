"""How much each public page asks of the database: the same for three rows as for thirty."""

from __future__ import annotations

from unittest.mock import patch

from django.db import connection
from django.test import TestCase

from articles.models import Article, Credit
from issues.models import Page, Rendition
from people.models import Person
from reader import feeds
from tests import make
from towns.models import Town

# PostgreSQL is asked for the time once: its clock is the one that counts. SQLite's is this process's own.
CLOCK = int(connection.vendor != "sqlite")
# PostgreSQL's planner is kept to the index of the search while that is read, and let go again.
PLANNER = 2 * CLOCK
QUERIES = {
    "/": 14,
    "/towns/": 6,
    "/towns/?by=letter": 6,
    "/towns/town-0/": 11,
    "/counties/juye/": 8,
    "/feed/": 12,
    "/corrections/": 7,
    "/corrections/feed/": 11,
    "/towns/town-0/feed/": 13,
    "/feed/rss/": 12,
    "/counties/county-0/feed/": 12,
    "/sitemap-news.xml": 1,
    "/share.png": 0,
    "/api/": 0,
    "/api/openapi.json": 0,
    "/api/stories/?limit=100": 12,
    "/api/stories/?town=town-0&county=county-0&tag=春耕&issue=2023-12-20": 15,
    "/api/issues/": 1,
    "/api/issues/2023-12-20/": 7,
    "/api/towns/": 3,
    "/issues/": 5,
    "/issues/?date=2023-12-10": 9,
    "/archive/": 2,
    "/archive/2023-12-20/": 10,
    "/about/": 1,
    "/subscribe/": 0,
    "/offline/": 0,
    "/offline/latest.json": 4,
    "/worker.js": 0,
    "/manifest.webmanifest": 0,
    "/issues/2023-12-20/": 11,
    "/issues/2023-12-20/A3/": 12,
    "/issues/2023-12-20/A3.pdf": 1,
    "/issues/2023-12-20.pdf": 2,
    "/sitemap-stories.xml": 2,
    "/sitemap-people.xml": 2,
    "/sitemap.xml": 9,
    "/robots.txt": 0,
    "/opensearch.xml": 0,
    "/search/": 4,
    "/search/?q=新闻": 17 + PLANNER,
    "/search/?q=新闻&town=town-0&county=county-0&order=relevant": 20 + 2 * PLANNER,
    "/search/suggest/": 0,
    "/search/suggest/?q=镇": 5,
}
ARTICLE, CORRECTION, PERSON, TAG = 19, 19, 8, 7


class QueryCountTests(TestCase):
    page: Page
    person: Person
    correction: Article
    picture: Rendition

    def fill(self, rows: int) -> Article:
        """A page with `rows` stories, and its picture: each with town, county, people, tags and photos."""
        self.person = make.make_person()
        self.page = make.make_page(make.make_issue(publish_at=make.LONG_AGO))
        stories = [self.add_story(number) for number in range(rows)]
        for town in Town.objects.all():
            stories[0].towns.add(town)
            make.make_credit(stories[0], make.make_person(f"人{town.pk}"))
            stories[0].tags.add(f"标签{town.pk}")
        strip = [(each, 0, at / rows, 1, 1 / rows) for at, each in enumerate(stories)]
        self.picture = make.make_rendition(self.page, *strip)
        elsewhere = make.make_published("旧闻", towns=(Town.objects.get(slug="town-0"),))
        elsewhere.tags.add("春耕")
        make.make_credit(
            make.make_photo(elsewhere, image=make.make_picture()), self.person, role=Credit.Role.PHOTOGRAPHER
        )
        self.correction, *_others = [self.add_correction(stories[0]) for _number in range(rows)]
        return stories[0]

    def add_story(self, number: int) -> Article:
        story = make.make_published(f"新闻{number}", towns=(make.make_town(f"镇{number}", f"town-{number}"),))
        story.county = make.make_county(f"县{number}", f"county-{number}")
        story.genre = Article.Genre.PHOTO if number % 3 == 2 else Article.Genre.NEWS
        story.save()
        story.towns.add(Town.objects.get(slug="town-0"))
        story.tags.add("春耕")
        make.make_credit(make.make_photo(story), self.person, role=Credit.Role.PHOTOGRAPHER)
        make.make_placement(story, self.page, order=number)
        return story

    def add_correction(self, story: Article) -> Article:
        correction = make.make_published(
            "更正", genre=Article.Genre.CORRECTION, corrects=story, body="应为两千亩。"
        )
        make.make_credit(make.make_photo(correction), self.person, role=Credit.Role.PHOTOGRAPHER)
        make.make_placement(correction, self.page)
        correction.towns.set(story.towns.all())
        return correction

    def addresses(self, story: Article) -> dict[str, int]:
        own = {
            story.get_absolute_url(): ARTICLE,
            self.correction.get_absolute_url(): CORRECTION,
            self.person.get_absolute_url(): PERSON,
            "/tags/春耕/": TAG,
            self.picture.small_url: 1,
            f"{self.person.get_absolute_url()}feed/": 13,
            "/tags/春耕/feed/": 11,
            f"/api{story.get_absolute_url().replace('articles', 'stories')}": 10,
            f"{story.get_absolute_url()}share.png": 10,
            f"/oembed/?url=http://testserver{story.get_absolute_url()}": 4,
        }
        return QUERIES | own

    @patch.object(feeds, "LENGTH", 100)
    def check(self, rows: int) -> None:
        """With feeds that hold all rows, so that what stands in them is of one mixture."""
        for address, queries in self.addresses(self.fill(rows)).items():
            with self.subTest(address=address), self.assertNumQueries(queries + CLOCK):
                self.assertEqual(self.client.get(address).status_code, 200)

    def test_three_rows(self) -> None:
        self.check(3)

    def test_thirty_rows(self) -> None:
        self.check(30)
