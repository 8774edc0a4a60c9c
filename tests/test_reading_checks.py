"""The checks of the last reading: page count and order, serial number, and an issue as a whole."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase
from django.utils import translation

from issues.models import Issue, Page
from issues.models.planning import TemplatePage
from issues.reading.checks import findings
from issues.reading.finding import Kind
from tests.make import make_photo, stored_picture
from tests.reading_world import (
    DAY,
    ReadingTestCase,
    World,
    add_page,
    drop,
    make_world,
    without_template,
)


def with_labels(world: World, *labels: str) -> None:
    """The four pages of an ordinary issue, labelled in another way, in the template too."""
    without_template(world)
    for page, label in zip(list(world.pages), labels, strict=True):
        world.page(page, label=label)


class StructureTest(ReadingTestCase):
    def test_defects(self) -> None:
        def section(world: World, *labels: str) -> World:
            without_template(world)
            for at, label in enumerate(labels):
                add_page(world, label, 101 + at)
            return world

        self.try_defects(
            Kind.PAGES,
            [
                ("a page in the middle is gone", lambda w: drop(w, "A2"), [("page_missing", "")]),
                ("the last page is gone", lambda w: drop(w, "A4"), [("page_missing", "")]),
                (
                    "the last is gone, no template",
                    lambda w: (without_template(w), drop(w, "A4")),
                    [("odd_count", "")],
                ),
                (
                    "one in the middle is gone, no template",
                    lambda w: (without_template(w), drop(w, "A3")),
                    [("label_gap", "A4")],
                ),
                (
                    "the first is gone, no template",
                    lambda w: (without_template(w), drop(w, "A1")),
                    [("label_gap", "A2")],
                ),
                (
                    "a page too many, unmarked",
                    lambda w: add_page(w, "A5", 5),
                    [("page_beyond", "A5")],
                ),
                (
                    "an odd extra page",
                    lambda w: add_page(w, "A5", 5, is_extra=True),
                    [("odd_count", "")],
                ),
                (
                    "two pages have changed places",
                    lambda w: (w.page("A2", order=3), w.page("A3", order=2)),
                    [("order_wrong", "A2")],
                ),
                ("the last page comes first", lambda w: w.page("A4", order=0), [("order_wrong", "A1")]),
                ("two pages at one place", lambda w: w.page("A3", order=2), [("order_shared", "A3")]),
                (
                    "one page twice in another spelling",
                    lambda w: (add_page(w, "A04", 5, is_extra=True), add_page(w, "A5", 6, is_extra=True)),
                    [("label_repeated", "A04")],
                ),
                (
                    "padded and not",
                    lambda w: with_labels(w, "A1", "A2", "A03", "A4"),
                    [("labels_mixed", "A03")],
                ),
                (
                    "a letter is left out",
                    lambda w: with_labels(w, "A1", "A2", "3", "A4"),
                    [("labels_mixed", "3")],
                ),
                (
                    "digits and characters",
                    lambda w: with_labels(w, "01", "02", "第三版", "04"),
                    [("labels_mixed", "第三版")],
                ),
                (
                    "a word more on one label",
                    lambda w: with_labels(w, "第一版", "第二版", "三版", "第四版"),
                    [("labels_mixed", "三版")],
                ),
                (
                    "a section begins with its second page",
                    lambda w: section(w, "B2", "B3"),
                    [("label_gap", "B2")],
                ),
                (
                    "two labels are left out",
                    lambda w: with_labels(w, "A1", "A2", "A5", "A6"),
                    [("label_gap", "A5")],
                ),
                (
                    "a section with a gap",
                    lambda w: section(w, "B1", "B2", "B4", "B5"),
                    [("label_gap", "B4")],
                ),
                ("a section is left out", lambda w: section(w, "C1", "C2"), [("label_gap", "C1")]),
                (
                    "sections mixed up",
                    lambda w: (section(w, "B1", "B2"), w.page("A4", order=101), w.page("B1", order=4)),
                    [("order_wrong", "A4")],
                ),
                (
                    "section B before A",
                    lambda w: (
                        section(w, "B1", "B2"),
                        [w.page(f"A{at}", order=200 + at) for at in range(1, 5)],
                    ),
                    [("order_wrong", "A1")],
                ),
            ],
        )

    def test_what_is_no_defect(self) -> None:
        def extra_pages(world: World, *labels: str) -> None:
            for at, label in enumerate(labels):
                add_page(world, label, 200 + at, is_extra=True)

        self.try_clean(
            [
                ("as it is", lambda w: None),
                ("no template for the day", without_template),
                ("two extra pages", lambda w: extra_pages(w, "A5", "A6")),
                ("a section of its own", lambda w: extra_pages(w, "B1", "B2", "B3", "B4")),
                ("a special section", lambda w: extra_pages(w, "T1", "T2")),
                ("a special section in words", lambda w: extra_pages(w, "特1", "特2")),
                ("a strip between the pages", lambda w: extra_pages(w, "A5", "中缝")),
                ("plain numbers", lambda w: with_labels(w, "1", "2", "3", "4")),
                ("padded numbers", lambda w: with_labels(w, "01", "02", "03", "04")),
                ("characters", lambda w: with_labels(w, "第一版", "第二版", "第三版", "第四版")),
                ("short characters", lambda w: with_labels(w, "一版", "二版", "三版", "四版")),
                ("头版", lambda w: with_labels(w, "头版", "二版", "三版", "四版")),
                ("the order has gaps", lambda w: w.page("A4", order=40)),
                ("nine and ten", lambda w: extra_pages(w, "A5", "A6", "A7", "A8", "A9", "A10")),
                ("a page without a name", lambda w: w.page("A4", name="")),
            ]
        )

    def test_a_template_with_an_odd_number_is_the_papers_own_way(self) -> None:
        self.try_clean(
            [("three pages", lambda w: (TemplatePage.objects.get(label="A4").delete(), drop(w, "A4")))]
        )

    def test_an_extra_issue_has_no_template(self) -> None:
        extra = Issue.objects.create(date=DAY, extra=1, serial_number=11_002)
        for order, label in enumerate(("A1", "A2"), start=1):
            Page.objects.create(issue=extra, label=label, order=order)
        world = World(extra, self.world.template)
        self.assertEqual(world.codes(), [])


class SerialTest(ReadingTestCase):
    def test_defects(self) -> None:
        def number(world: World, number: int | None) -> World:
            Issue.objects.filter(pk=world.issue.pk).update(serial_number=number)
            return world

        self.try_defects(
            Kind.SERIAL,
            [
                ("none", lambda w: number(w, None), [("serial_missing", "")]),
                ("a gap", lambda w: number(w, 11_002), [("serial_wrong", "")]),
                ("lower than the one before", lambda w: number(w, 10_999), [("serial_wrong", "")]),
                (
                    "an issue between has none",
                    lambda w: (Issue.objects.create(date=DAY, extra=2), number(w, 12_001)),
                    [("serial_wrong", "")],
                ),
            ],
        )

    def test_what_is_right(self) -> None:
        def nobody_counts(world: World) -> None:
            Issue.objects.update(serial_number=None)

        def an_archive_before(world: World) -> None:
            Issue.objects.create(date=dt.date(1999, 1, 1), serial_number=2_000, is_archive=True)

        def the_first(world: World) -> None:
            Issue.objects.exclude(pk=world.issue.pk).delete()

        self.try_clean(
            [("nobody counts", nobody_counts), ("an archive", an_archive_before), ("the first", the_first)]
        )


class CostTest(TestCase):
    """An issue of 24 pages and 300 stories costs the queries of one of four, and has nothing wrong in it."""

    QUERIES = 17

    def grow(self, world: World) -> None:
        for number in range(5, 25):
            add_page(world, f"A{number}", number, is_extra=True)
        labels = list(world.pages)
        bodies = [world.stories[label].body for label in ("A1", "A2", "A3", "A4")]
        picture = stored_picture()
        for number in range(280):
            story = world.add(labels[number % 24], f"第{number}条消息", bodies[number % 4])
            world.credit(story, "王燕", title="记者")
            if number % 10 == 0:
                story.towns.set([world.towns["田庄镇"]])
                photo = make_photo(story, "田庄镇的农机手在田间作业。", image=picture)
                world.credit(photo, "刘菲", role="photographer", title="通讯员")

    def test_queries_and_findings(self) -> None:
        world = make_world()
        with self.assertNumQueries(self.QUERIES):
            findings(world.issue)
        self.grow(world)
        self.assertEqual((world.issue.pages.count(), world.issue.articles().count()), (24, 304))
        with self.assertNumQueries(self.QUERIES):
            self.assertEqual([each.text for each in findings(world.issue)], [])


class WholeIssueTest(TestCase):
    """What is told, in which order, and what it costs."""

    def test_an_archive_issue_is_not_read_again(self) -> None:
        world = make_world()
        world.page("A3", folio="1998年1月1日")
        Issue.objects.filter(pk=world.issue.pk).update(is_archive=True)
        self.assertEqual(world.found(), [])

    def test_an_issue_without_pages_is_told_elsewhere(self) -> None:
        self.assertEqual(World(Issue.objects.create(date=DAY), None).found(), [])  # type: ignore[arg-type]

    def test_kind_by_kind_and_page_by_page(self) -> None:
        world = make_world()
        world.write("A1", is_cut_off=True)
        world.page("A4", folio="2026年11月29日")
        world.page("A2", folio="2026年11月29日")
        drop(world, "A3")
        pages = {page.pk: page.label for page in world.issue.pages.all()}
        told = [(each.kind, pages.get(each.page or 0)) for each in world.found()]
        self.assertEqual(
            told, [(Kind.PAGES, None), (Kind.FOLIO, "A2"), (Kind.FOLIO, "A4"), (Kind.STORIES, "A1")]
        )

    def test_a_key_is_the_same_in_every_language_and_another_for_another_content(self) -> None:
        world = make_world()
        world.page("A3", folio="2026年11月29日")
        keys = {}
        for language in ("en", "zh-hans"):
            with translation.override(language):
                [found] = world.found()
                keys[language] = found.key
        self.assertEqual(keys["en"], keys["zh-hans"])
        world.page("A3", folio="2026年11月28日")
        [other] = world.found()
        self.assertNotEqual(other.key, keys["en"])
