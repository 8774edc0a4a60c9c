"""What is not published leaves no trace: every public address is visited and searched for canaries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.test import Client, TestCase, override_settings
from django.urls import reverse
from justhtml import JustHTML

from articles.models import Article, Credit
from issues.models import Issue
from reader.urls import urlpatterns
from tests import make

Status = Article.Status
CANARY = "zheniao"
KEY = "a1b2c3d4-e5f6"
LINK = re.compile(
    r'(?:href|src)="([^"#]+)"|<loc>([^<]+)</loc>|<id>(http[^<]+)</id>|"(?:href|uri|next)": "([^"]+)"'
    r'|"og:image" content="([^"]+)"'
)

# The ways of not being public, as columns of a story.
HIDDEN: dict[str, dict[str, Any]] = {
    "draft": {"status": Status.DRAFT, "publish_at": make.LONG_AGO},
    "filed": {"status": Status.SUBMITTED, "publish_at": make.LONG_AGO},
    "scheduled": {"status": Status.SIGNED_OFF, "publish_at": make.FAR_AHEAD},
    "timeless": {"status": Status.SIGNED_OFF, "publish_at": None},
    "withdrawn": {
        "status": Status.SIGNED_OFF,
        "publish_at": make.LONG_AGO,
        "withdrawn_at": make.LONG_AGO,
    },
}


def canary(state: str, part: str) -> str:
    return f"{CANARY}-{state}-{part}"


def parse_errors(response: Any) -> list[str]:
    """What the HTML standard calls a parse error (WHATWG HTML, 13.2.2) on a page."""
    if not response.headers["Content-Type"].startswith("text/html"):
        return []
    return [str(error) for error in JustHTML(response.content.decode(), collect_errors=True).errors]


@override_settings(INDEXNOW_KEY=KEY)
class CrawlTests(TestCase):
    """One town, one page and one issue share a public story with hidden ones."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.issue = make.make_issue(publish_at=make.LONG_AGO)
        cls.page = make.make_page(cls.issue)
        cls.story = make.make_published(towns=(cls.town,), body="全县小麦长势良好。", dateline="本报讯")
        cls.story.tags.add("春耕")
        cls.person = make.make_person()
        make.make_credit(cls.story, cls.person)
        cls.photo = make.make_photo(cls.story, image=make.make_picture())
        make.make_placement(cls.story, cls.page)
        cls.picture = make.make_rendition(cls.page, (cls.story, 0.1, 0.1, 0.8, 0.4))
        cls.empty_page = make.make_page(cls.issue, label="第四版", order=4)
        cls.whole = make.make_issue(dt.date(2023, 12, 19), publish_at=make.LONG_AGO)
        make.make_rendition(make.make_page(cls.whole))
        cls.later = make.make_issue(dt.date(2098, 12, 31), publish_at=make.FAR_AHEAD)
        cls.later_page = make.make_page(cls.later, name=canary("later", "page"))
        cls.later_picture = make.make_rendition(cls.later_page)
        cls.hidden = {state: cls.make_hidden(state) for state in HIDDEN}

    @classmethod
    def make_hidden(cls, state: str) -> Article:
        """A hidden story that is where readers look, a word of its own in every field."""
        words = {
            part: canary(state, part)
            for part in ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "note")
        }
        only_here = make.make_town(canary(state, "town"), canary(state, "town"))
        story = make.make_article(**words, **HIDDEN[state], towns=(cls.town, only_here))
        story.tags.add(canary(state, "tag"))
        make.make_credit(story, make.make_person(canary(state, "person")))
        photo = make.make_photo(story, canary(state, "caption"), image=make.make_picture())
        make.make_credit(
            photo, make.make_person(canary(state, "photographer")), role=Credit.Role.PHOTOGRAPHER
        )
        make.make_placement(story, cls.later_page if state == "scheduled" else cls.page)
        make.make_placement(story, cls.empty_page)
        return story

    def known(self) -> dict[str, list[dict[str, Any]]]:
        """For every named address, what to ask of it."""
        date = self.issue.date
        subjects = {
            "town": {"slug": self.town.slug},
            "county": {"slug": "juye"},
            "person": {"pk": self.person.pk},
            "tag": {"slug": self.story.tags.get().slug},
        }
        return {
            **{f"{name}{end}": [of] for name, of in subjects.items() for end in ("", "-feed", "-rss")},
            **{name: [{"pk": self.story.pk}] for name in ("article", "story-share", "api-story")},
            "api-issue": [{"day": date}],
            "indexnow": [{"key": KEY}],
            "photo": [{"key": self.photo.key, "width": 480}],
            "photo-crop": [
                {"key": self.photo.key, "width": 480, "height": 360},
                {"key": self.photo.key, "width": 1200, "height": 630, "extension": "jpg"},
            ],
            "issue": [{"day": date}],
            "page": [{"day": date, "label": "A3"}, {"day": date, "label": "第四版"}],
            "page-picture": [{"key": self.picture.key, "size": size} for size in ("thumb", "small", "large")],
            "page-pdf": [{"day": date, "label": "A3"}],
            "issue-pdf": [{"day": self.whole.date}],
            "day": [{"day": make.LONG_AGO.date()}],
            "sitemap-section": [{"section": "stories"}],
        }

    def addresses(self) -> list[str]:
        oembed = f"/oembed/?url=http://testserver{self.story.get_absolute_url()}"
        names = [pattern.name for pattern in urlpatterns if pattern.name]
        found = [reverse(name, kwargs=kwargs) for name in names for kwargs in self.known().get(name, [{}])]
        asked = [f"/search/?q={word}" for word in ("小麦", "田庄", "-小麦", "没有")]
        return [oembed if address == "/oembed/" else address for address in found] + [
            *asked,
            "/search/?town=tianzhuang&order=relevant",
            "/search/suggest/?q=春",
        ]

    def crawl(self) -> Iterator[tuple[str, Any]]:
        """Every address of the resolver, and whatever is linked from there."""
        waiting, seen = self.addresses(), set[str]()
        while waiting:
            address = waiting.pop()
            if address in seen or address.startswith(("/static/", "/admin/")):
                continue
            seen.add(address)
            response = self.client.get(address)
            yield address, response
            waiting += links(address, body_of(response))

    def test_every_public_address_is_there_and_shows_no_canary(self) -> None:
        visited = 0
        for address, response in self.crawl():
            visited += 1
            with self.subTest(address=address):
                self.assertEqual(response.status_code, 200)
                self.assertNotIn(CANARY, (readable(address, response) + str(response.headers)).lower())
                self.assertEqual(parse_errors(response), [])
        self.assertGreater(visited, 30)

    def test_no_public_address_knows_a_session_or_answers_differently_by_cookie(self) -> None:
        for address, response in self.crawl():
            with self.subTest(address=address):
                self.assertFalse(response.cookies)
                self.assertNotIn("cookie", response.headers.get("Vary", "").lower())

    def test_every_public_address_refuses_to_be_written_to(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        for address in self.addresses():
            for method in (strict.post, strict.put, strict.patch, strict.delete):
                with self.subTest(address=address, method=method.__name__):
                    self.assertEqual(method(address).status_code, 405)

    def test_head_is_answered_everywhere(self) -> None:
        for address in self.addresses():
            with self.subTest(address=address):
                self.assertEqual(self.client.head(address).status_code, 200)

    def test_what_is_hidden_has_no_address(self) -> None:
        for state, story in self.hidden.items():
            for address in self.own_addresses(story):
                with self.subTest(state=state, address=address):
                    response = self.client.get(address)
                    pages = (story.get_absolute_url(), reverse("api-story", args=[story.pk]))
                    was_seen = state == "withdrawn" and address in pages
                    self.assertEqual(response.status_code, 410 if was_seen else 404)
                    self.assertNotIn(f"{CANARY}-{state}-headline", body_of(response))

    def own_addresses(self, story: Article) -> list[str]:
        credits = Credit.objects.filter(article=story) | Credit.objects.filter(photo__article=story)
        tag = {"slug": story.tags.get().slug}
        people = [{"pk": pk} for pk in credits.values_list("person", flat=True)]
        return [
            *(reverse(name, args=[story.pk]) for name in ("article", "story-share", "api-story")),
            f"/oembed/?url=http://testserver{story.get_absolute_url()}",
            *(reverse(name, kwargs=tag) for name in ("tag", "tag-feed", "tag-rss")),
            *(reverse("photo", kwargs={"key": photo.key, "width": 480}) for photo in story.photos.all()),
            *(reverse(name, kwargs=of) for name in ("person", "person-feed", "person-rss") for of in people),
        ]

    def test_an_issue_before_its_time_has_no_address(self) -> None:
        for address in (self.later.get_absolute_url(), self.later_page.get_absolute_url()):
            self.assertEqual(self.client.get(address).status_code, 404)
            self.assertEqual(self.client.get(f"/api{address}").status_code, 404)
        of_page = self.later_page.get_absolute_url().rstrip("/"), self.later.get_absolute_url().rstrip("/")
        pictures = [self.later_picture.small_url, self.later_picture.large_url]
        for address in (*(f"{each}.pdf" for each in of_page), *pictures):
            self.assertEqual(self.client.get(address).status_code, 404)
        self.assertNotContains(self.client.get("/issues/?date=2098-12-31"), self.later.get_absolute_url())
        self.assertNotContains(self.client.get("/issues/"), "2098")
        self.assertNotContains(self.client.get("/api/issues/"), "2098")
        self.assertEqual(self.client.get("/issues/?year=2098").status_code, 404)

    def test_counts_know_only_what_is_published(self) -> None:
        self.assertContains(self.client.get("/towns/"), 'aria-hidden="true">1<', count=1)
        self.assertEqual(self.client.get(self.town.get_absolute_url()).context["page"].paginator.count, 1)

    def test_a_hidden_story_is_neither_before_nor_after_a_public_one(self) -> None:
        in_print = self.client.get(self.story.get_absolute_url()).context["in_print"]
        self.assertEqual((in_print.previous, in_print.following), (None, None))

    def test_a_page_that_lost_its_stories_says_so(self) -> None:
        response = self.client.get(self.empty_page.get_absolute_url())
        self.assertContains(response, 'class="empty"')

    def test_the_latest_issue_is_one_that_is_out(self) -> None:
        issue: Issue = self.client.get("/").context["issue"]
        self.assertEqual(issue, self.issue)


def body_of(response: Any) -> str:
    content: bytes = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


def links(address: str, body: str) -> list[str]:
    found = (unescape(next(filter(None, groups))) for groups in LINK.findall(body))
    parts = [urlsplit(urljoin(f"http://testserver{address}", link)) for link in found]
    return [
        f"{part.path}?{part.query}" if part.query else part.path
        for part in parts
        if part.netloc == "testserver"
    ]


def readable(address: str, response: Any) -> str:
    """The body; where the register of towns is shown, without their names, which are no news."""
    body = body_of(response)
    if address.partition("?")[0] in {"/towns/", "/api/towns/", "/counties/juye/"} or "-town/" in unquote(
        address
    ):
        return re.sub(rf'{CANARY}-\w+-town|data-keys="[^"]*"', "", body)
    return body
