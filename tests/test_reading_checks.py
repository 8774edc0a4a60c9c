"""The checks of the last reading: page count and order, folio lines, serial number, the whole."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.test import TestCase
from django.utils import translation

from issues.models import Issue, Page
from issues.models.planning import TemplatePage
from issues.reading.checks import findings
from issues.reading.finding import Kind
from tests.make import make_photo, stored_picture
from tests.reading_world import DAY, ReadingTestCase, World, make_world


def relabel(world: World, **labels: str) -> None:
    for label, other in labels.items():
        world.page(label, label=other)


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


class FolioTest(ReadingTestCase):
    RIGHT = "菏泽日报 2026年11月30日 星期一 A3版 鲁西新区·巨野"

    def test_defects(self) -> None:
        lines = {
            "yesterday's line": ("2026年11月29日 星期日 A3版", "folio_date"),
            "the day after": ("菏泽日报 2026年12月1日 A3版 鲁西新区·巨野", "folio_date"),
            "another year": ("2025年11月30日 A3", "folio_date"),
            "another month": ("2026-10-30 A3", "folio_date"),
            "no such day": ("2026年11月31日 A3版", "folio_date"),
            "in characters": ("二〇二六年十一月二十九日 第三版", "folio_date"),
            "in characters with ○": ("二○二五年十一月三十日 第三版", "folio_date"),
            "with dots": ("2026.11.3 A3", "folio_date"),
            "glued": ("20261103 A3", "folio_date"),
            "full width": ("２０２６年１１月２０日　Ａ３版", "folio_date"),
            "no year and another day": ("11月29日 星期一 A3版", "folio_date"),
            "in English": ("Nov. 29, 2026 A3", "folio_date"),
            "the weekday": ("2026年11月30日 星期二 A3版", "folio_date"),
            "the weekday in short": ("2026年11月30日 周日 A3版", "folio_date"),
            "the weekday as 礼拜天": ("2026年11月30日 礼拜天 A3版", "folio_date"),
            "the English weekday": ("2026.11.30 SUNDAY A3", "folio_date"),
            "no date": ("菏泽日报 A3版 鲁西新区·巨野", "folio_no_date"),
            "a weekday is no date": ("菏泽日报 星期一 A3版", "folio_no_date"),
            "a lunar day is no date": ("农历丙午年十月廿二 星期一 A3版", "folio_no_date"),
            "another label": ("2026年11月30日 星期一 A4版", "folio_label"),
            "another section": ("2026年11月30日 星期一 B3版", "folio_label"),
            "another number": ("2026年11月30日 第2版", "folio_label"),
            "another padded number": ("2026年11月30日 04版", "folio_label"),
            "another number in characters": ("2026年11月30日 第四版", "folio_label"),
            "头版": ("2026年11月30日 头版", "folio_label"),
            "a bare label": ("2026年11月30日 星期一 A2", "folio_label"),
            "a bare number": ("2026年11月30日 星期一 04", "folio_label"),
            "the name of another page": ("2026年11月30日 A3版 副刊", "folio_name"),
            "its name with a slip": ("2026年11月30日 A3版 鲁西新区·巨墅", "folio_name"),
            "another paper": ("牡丹晚报 2026年11月30日 A3版", "folio_paper"),
            "the paper with a slip": ("荷泽日报 2026年11月30日 A3版", "folio_paper"),
            "another number of the paper": ("2026年11月30日 总第11000期 A3版", "folio_serial"),
            "with a comma": ("2026年11月30日 总第11,002期 A3版", "folio_serial"),
            "without 总": ("2026年11月30日 第11011期 A3版", "folio_serial"),
            "another count": ("2026年11月30日 A3版 今日8版", "folio_count"),
        }
        self.try_defects(
            Kind.FOLIO,
            [
                (name, partial(World.page, at="A3", folio=line), [(code, "A3")])
                for name, (line, code) in lines.items()
            ],
        )

    def test_what_is_right(self) -> None:
        lines = [
            self.RIGHT,
            "菏泽日报 2026年11月30日 星期一",
            "2026-11-30",
            "2026/11/30 A03",
            "2026.11.30 MON A3",
            "20261130 A3版",
            "２０２６年１１月３０日　星期一　Ａ３版",
            "二〇二六年十一月三十日 星期一 第三版",
            "二○二六年十一月三十日 第3版",
            "二零二六年十一月三十日 03版 要目",
            "11月30日 周一 三版",
            "November 30, 2026 Monday A3",
            "30 Nov 2026 A3",
            "2026年11月30日 星期一 农历丙午年十月廿二 A3版",
            "2026年11月30日 丙午年十月廿二日 星期一 A3版",
            "2026 年 11 月 30 日　星期一　第 A3 版　鲁西新区 巨野",
            "菏泽日报 2026年11月30日 A3版 今日4版 总第11001期",
            "2026年11月30日 总第11,001期 国内统一刊号CN37-0067 邮发代号23-29 A3版",
            "第A3版:鲁西新区·巨野 2026年11月30日",
            "A3 | 鲁西新区·巨野 | 2026-11-30 | 责编 李明 | 电话 0530-5612345",
            "菏 泽 日 报 2026年11月30日 03",
            "3 鲁西新区·巨野 2026年11月30日 星期一 本版责编：赵敏",
        ]
        self.try_clean([(line, partial(World.page, at="A3", folio=line)) for line in lines])

    def test_two_pages_of_one_name(self) -> None:
        def seed(world: World) -> None:
            world.page("A4", name="综合")
            world.page("A2", folio="2026年11月30日 星期一 A2版 综合")

        self.try_clean([("综合 twice", seed)])

    def test_a_page_of_section_b_by_its_own_number_or_counted_on(self) -> None:
        def seed(world: World, line: str) -> None:
            without_template(world)
            for at in (1, 2):
                add_page(world, f"B{at}", 100 + at)
            world.page("B2", folio=f"2026年11月30日 {line}")

        self.try_clean([(line, partial(seed, line=line)) for line in ("B2版", "第2版", "第6版")])
        self.try_defects(
            Kind.FOLIO,
            [(line, partial(seed, line=line), [("folio_label", "B2")]) for line in ("A2版", "第5版")],
        )


class DatesTest(ReadingTestCase):
    def test_defects(self) -> None:
        texts = {
            "新华社北京12月1日电（记者 张辛欣）工业和信息化部发布数据。": "dateline_ahead",
            "本报12月2日讯 一切顺利。": "dateline_ahead",
            "会议于11月31日举行。": "no_such_day",
            "会议于2026年2月29日举行。": "no_such_day",
            "会议于13月1日举行。": "no_such_day",
            "会议于11月30日（星期二）举行。": "weekday_wrong",
            "会议于２０２６年１２月１日(周三)举行。": "weekday_wrong",
            "会议于12月6日星期六举行。": "weekday_wrong",
        }
        self.try_defects(
            Kind.FOLIO,
            [
                (text, partial(World.add, label="A2", body=text), [(code, "A2")])
                for text, code in texts.items()
            ]
            + [
                (
                    "its own field",
                    lambda w: w.write("A2", dateline="新华社北京12月1日电"),
                    [("dateline_ahead", "A2")],
                )
            ],
        )

    def test_what_is_right(self) -> None:
        texts = [
            "新华社北京11月30日电（记者 张辛欣）工业和信息化部30日发布数据。",
            "会议于11月30日（星期一）举行。",
            "会议将于12月6日（周日）举行，2027年1月1日（星期五）放假。",
            "2024年2月29日，他出生了。2月29日是他的生日。",
            "农历11月31日没有，农历八月十五日是中秋。",
            "2019年立项。11月30日（星期六）开工。",
            "11月30日周边道路管制。",
            "11月30日至12月31日，闭馆。",
        ]
        self.try_clean([(text, partial(World.add, label="A2", body=text)) for text in texts])

    def test_new_year(self) -> None:
        def seed(world: World) -> None:
            Issue.objects.filter(pk=world.issue.pk).update(date=dt.date(2027, 1, 2))
            without_template(world)
            world.add("A2", body="新华社北京12月31日电 旧年的消息。")

        self.try_clean([("the day before", seed)])


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

    QUERIES = 16

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
