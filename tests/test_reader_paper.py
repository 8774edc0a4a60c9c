"""The digital paper: a page as it looks in print, its stories links on it; the days and the ways."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.test import TestCase
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from justhtml import JustHTML

from articles.models import Article
from issues.models import NoPaperDay, Placement, Rendition
from reader import printed
from reader import story as reading
from tests import make

DAY = dt.date(2023, 12, 20)


class World(TestCase):
    """An issue of two pages; of A3 there is a picture with three stories, one of them in two pieces."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.issue = make.make_issue(DAY, make.LONG_AGO)
        cls.page = make.make_page(cls.issue)
        cls.undrawn = make.make_page(cls.issue, "A4", order=4, name="副刊")
        cls.lead, cls.second, cls.photo = (
            make.make_published(headline, **fields)
            for headline, fields in (
                ("麦田返青", {"kicker": "春耕一线", "printed_byline": "记者 王燕"}),
                ("水渠修好了", {}),
                ("集市", {"genre": Article.Genre.PHOTO}),
            )
        )
        for order, each in enumerate((cls.lead, cls.second, cls.photo)):
            make.make_placement(each, cls.page, order=order)
        # On the sheet the photo stands above: what is read first is what the editors put first.
        cls.picture = make.make_rendition(
            cls.page,
            (cls.photo, 0, 0, 1, 0.25),
            (cls.lead, 0, 0.25, 0.5, 0.5),
            (cls.second, 0.5, 0.25, 0.5, 0.5),
            (cls.lead, 0.5, 0.75, 0.5, 0.25),
        )

    def get(self, address: str) -> Any:
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        return response

    def read(self, of: Any) -> JustHTML:
        address = of if isinstance(of, str) else of.get_absolute_url()
        return JustHTML(self.get(address).content.decode(), sanitize=False)


class PageTests(World):
    def test_each_story_is_one_link_on_the_picture_in_the_order_of_the_list(self) -> None:
        page = self.read(self.page)
        on_picture = [told(each, "href") for each in page.query(".areas a")]
        in_list = [told(each, "href") for each in page.query(".stories li > a")]
        stories = [each.get_absolute_url() for each in (self.lead, self.second, self.photo)]
        self.assertEqual((on_picture, in_list), (stories, stories))

    def test_a_link_on_the_picture_has_the_name_of_its_story(self) -> None:
        named = [told(each, "aria-label") for each in self.read(self.page).query(".areas a")]
        self.assertEqual(named, ["麦田返青", "水渠修好了", "集市"])

    def test_a_story_in_two_pieces_has_both_where_they_stand(self) -> None:
        boxes = self.read(self.page).query(f"#at-{self.lead.pk} rect")
        places = [[told(box, side) for side in ("x", "y", "width", "height")] for box in boxes]
        self.assertEqual(places, [["0", "70", "100", "140"], ["100", "210", "100", "70"]])

    def test_the_picture_says_its_size_and_what_it_is(self) -> None:
        (picture,) = self.read(self.page).query(".plate img")
        self.assertEqual((told(picture, "width"), told(picture, "height")), ("200", "280"))
        self.assertIn(f"{self.picture.large_url} 200w", told(picture, "srcset"))
        self.assertIn("A3版 鲁西新区·巨野", told(picture, "alt"))

    def test_the_list_has_kicker_headline_who_and_where_the_story_goes_on(self) -> None:
        begins = Placement.objects.get(article=self.lead, page=self.page)
        make.make_placement(self.lead, self.undrawn, continues=begins)
        (item, *_others) = self.read(self.page).query(".stories li")
        for text in ("春耕一线", "麦田返青", "记者 王燕", "下转 A4版"):
            self.assertIn(text, item.to_text())

    def test_a_page_without_a_picture_is_made_up_as_text(self) -> None:
        make.make_placement(make.make_published("副刊文章"), self.undrawn)
        page = self.read(self.undrawn)
        self.assertEqual(page.query(".areas"), [])
        self.assertEqual(len(page.query(".made-up > article")), 1)

    def test_the_text_of_a_page_with_a_picture_is_there_too(self) -> None:
        self.assertEqual(len(self.read(self.page).query("details .made-up > *")), 3)

    def test_all_pages_are_named_the_drawn_one_small_and_the_other_by_its_label(self) -> None:
        leaves = self.read(self.page).query(".leaves a")
        self.assertEqual(
            [told(each, "href") for each in leaves],
            [each.get_absolute_url() for each in (self.page, self.undrawn)],
        )
        self.assertEqual(told(leaves[0], "aria-current"), "page")
        self.assertEqual(told(leaves[0].query("img")[0], "loading"), "lazy")
        self.assertEqual(leaves[1].query("img"), [])

    def test_there_is_a_pdf_of_the_page_and_of_the_issue_once_all_its_pages_have_one(self) -> None:
        links = self.links(self.page)
        self.assertIn("/issues/2023-12-20/A3.pdf", links)
        self.assertNotIn("/issues/2023-12-20.pdf", links)
        self.assertNotIn("/issues/2023-12-20/A4.pdf", self.links(self.undrawn))
        make.make_rendition(self.undrawn)
        for thing in (self.page, self.issue):
            self.assertIn("/issues/2023-12-20.pdf", self.links(thing))

    def test_no_pdf_is_offered_that_is_too_large_to_be_joined(self) -> None:
        make.make_rendition(self.undrawn)
        with patch.object(printed, "LARGEST_JOINED", 1000):
            self.assertNotIn("/issues/2023-12-20.pdf", self.links(self.issue))

    def test_no_pdf_is_offered_whose_file_is_lost(self) -> None:
        picture = make.make_rendition(self.undrawn)
        Path(picture.pdf.path).unlink()
        self.assertEqual([each for each in self.links(self.undrawn) if each.endswith(".pdf")], [])

    def links(self, of: Any) -> list[str]:
        return [told(each, "href") for each in self.read(of).query("main a")]

    def test_what_was_withdrawn_takes_the_picture_along_and_leaves_the_rest_as_text(self) -> None:
        Article.objects.filter(pk=self.second.pk).update(withdrawn_at=timezone.now())
        page = self.read(self.page)
        self.assertEqual(page.query(".plate"), [])
        self.assertEqual(len(page.query(".made-up > *")), 2)
        self.assertNotIn("水渠修好了", page.to_text())
        self.assertEqual(self.client.get(thumb(self.picture)).status_code, 404)

    def test_nothing_of_an_issue_to_come_shows_and_all_of_it_when_it_is_out(self) -> None:
        addresses = [
            self.page.get_absolute_url(),
            self.issue.get_absolute_url(),
            *(self.picture.small_url.replace("small", size) for size in ("thumb", "small", "large")),
            "/issues/2023-12-20/A3.pdf",
        ]
        self.assertEqual({self.client.get(each).status_code for each in addresses}, {200})
        self.issue.publish_at = make.FAR_AHEAD
        self.issue.save()
        self.assertEqual({self.client.get(each).status_code for each in addresses}, {404})
        for address in ("/", "/issues/", "/issues/?date=2023-12-20", self.lead.get_absolute_url()):
            said = self.get(address).content.decode()
            self.assertNotIn(str(self.picture.key), said)
            self.assertNotIn("/issues/2023-12-20", said)


class StoryTests(World):
    def test_the_story_says_its_page_in_full(self) -> None:
        said = pgettext("in a sentence", "page %(label)s")
        for label, expected in (
            ("A3", said % {"label": "A3"}),
            ("四版", said % {"label": "四"}),
            ("第四版", "第四版"),
        ):
            self.assertEqual(reading.said_label(label), expected)
        (folio,) = self.read(self.lead).query(".story .folio")
        self.assertIn(said % {"label": "A3"}, folio.to_text())

    def test_the_story_shows_its_place_on_the_page_and_leads_there(self) -> None:
        (place,) = self.read(self.lead).query(".place")
        self.assertEqual(told(place, "href"), f"{self.page.get_absolute_url()}#at-{self.lead.pk}")
        self.assertEqual(len(place.query("rect")), 2)
        self.assertEqual(len(self.read(self.page).query(f"#at-{self.lead.pk}")), 1)

    def test_a_story_of_a_page_without_a_picture_shows_none(self) -> None:
        other = make.make_published("副刊文章")
        make.make_placement(other, self.undrawn)
        self.assertEqual(self.read(other).query(".place"), [])


class ArchiveTests(World):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.before = make.make_issue(dt.date(2023, 12, 18), make.LONG_AGO)
        cls.earlier = make.make_issue(dt.date(2023, 11, 30), make.LONG_AGO)
        cls.to_come = make.make_issue(dt.date(2023, 12, 22), make.FAR_AHEAD)
        NoPaperDay.objects.create(date=dt.date(2023, 12, 21), reason="元旦休刊")

    def fronts(self, address: str) -> list[str]:
        return [told(each, "href") for each in self.read(address).query(".fronts a")]

    def test_the_archive_shows_the_first_pages_of_the_newest_month(self) -> None:
        issues = [each.get_absolute_url() for each in (self.issue, self.before)]
        self.assertEqual(self.fronts("/issues/"), issues)
        (picture,) = self.read("/issues/").query(".fronts img")
        self.assertIn(str(self.picture.key), told(picture, "src"))

    def test_another_month_is_asked_for(self) -> None:
        self.assertEqual(self.fronts("/issues/?year=2023&month=11"), [self.earlier.get_absolute_url()])
        for month in ("10", "0", "x", ""):
            with self.subTest(month):
                self.assertEqual(self.client.get("/issues/", {"month": month}).status_code, 404)

    def test_without_any_picture_the_archive_is_the_calendar(self) -> None:
        self.picture.delete()
        self.assertEqual(self.fronts("/issues/"), [])
        self.assertContains(self.client.get("/issues/"), self.issue.get_absolute_url())

    def test_a_day_with_a_paper_leads_to_it(self) -> None:
        self.assertRedirects(self.client.get("/issues/?date=2023-12-20"), "/issues/2023-12-20/")
        self.assertRedirects(self.client.get("/issues/?date=2023-12-21"), "/issues/2023-12-21/")

    def test_a_day_without_one_says_so_and_names_the_nearest(self) -> None:
        (notice,) = self.read("/issues/?date=2023-12-19").query("[aria-labelledby=missed-title]")
        self.assertIn("2023年12月19日", notice.to_text())
        nearest = [self.before.get_absolute_url(), self.issue.get_absolute_url()]
        self.assertEqual([told(each, "href") for each in notice.query("a")], nearest)

    def test_a_day_to_come_answers_like_one_without_a_paper(self) -> None:
        planned, empty = (body(self.get(f"/issues/?date=2023-12-{day}")).decode() for day in (22, 23))
        self.assertEqual(
            planned.replace("2023-12-22", "D").replace("12月22日 星期五", "D"),
            empty.replace("2023-12-23", "D").replace("12月23日 星期六", "D"),
        )

    def test_what_is_no_day_is_not_found(self) -> None:
        for asked in ("2023-02-30", "x", "2023-12-20\0", "２０２３-12-20"):
            with self.subTest(asked):
                self.assertEqual(self.client.get("/issues/", {"date": asked}).status_code, 404)

    def test_the_date_picker_knows_the_days_that_there_are(self) -> None:
        for thing in (self.page, self.undrawn, self.issue):
            page = self.read(thing)
            (field,) = page.query("form input[type=date]")
            self.assertEqual(told(field, "min"), "2023-11-30")
            self.assertEqual(told(field, "max"), "2023-12-20")
            days = [told(each, "href") for each in page.query(".days td a")]
            self.assertEqual(days, [f"/issues/2023-12-{day}/" for day in (18, 20, 21)])

    def test_an_issue_shows_its_pages_small(self) -> None:
        (picture,) = self.read(self.issue).query(".sheet img")
        self.assertIn(str(self.picture.key), told(picture, "src"))
        self.assertEqual(len(self.read(self.issue).query(".sheet .page-blank")), 1)
        self.assertEqual(self.read(self.before).query(".sheet .leaf"), [])

    def test_the_home_page_shows_page_one_of_the_latest_issue(self) -> None:
        (link, *_others) = self.read("/").query(".page-one a")
        self.assertEqual(told(link, "href"), self.page.get_absolute_url())
        self.picture.delete()
        self.assertEqual(self.read("/").query(".page-one"), [])

    def test_what_is_said_is_said_in_the_readers_language(self) -> None:
        self.assertContains(self.client.get(self.page.get_absolute_url()), gettext("Read this page as text"))


def told(element: Any, name: str) -> str:
    """What an element says of itself."""
    return str(element.attrs[name])


def thumb(picture: Rendition) -> str:
    return picture.small_url.replace("small", "thumb")


def body(response: Any) -> bytes:
    content: bytes = b"".join(response) if response.streaming else response.content
    return content
