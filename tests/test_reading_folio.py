"""The checks of the last reading: folio lines, and dates in the stories."""

from __future__ import annotations

import datetime as dt
from functools import partial

from issues.models import Issue
from issues.reading.finding import Kind
from tests.reading_world import (
    ReadingTestCase,
    World,
    add_page,
    without_template,
)


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
            "the paper with a slip, spaced": ("荷 泽 日 报 2026年11月30日 A3版", "folio_paper"),
            "the paper with a slip": ("荷泽日报 2026年11月30日 A3版", "folio_paper"),
            "another number of the paper": ("2026年11月30日 总第11000期 A3版", "folio_serial"),
            "with a comma": ("2026年11月30日 总第11,002期 A3版", "folio_serial"),
            "without 总": ("2026年11月30日 第11011期 A3版", "folio_serial"),
            "a zero in front": ("菏泽日报 2026年11月30日 星期一 〇四版", "folio_label"),
            "page thirty": ("2026年11月30日 第三十版", "folio_label"),
            "the name of another page in front": ("A3版:综合 2026年11月30日", "folio_name"),
            "January for November": ("2026年1月30日 星期一 A3", "folio_date"),
            "nothing but the label": ("A3", "folio_no_date"),
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
            "2026年11月30日 星期一 A3 晴 -2~8℃ 北风3-4级",
            "A3 2026年11月30日 www.heze.cn 新闻热线：5612345",
            "A3 2026年11月30日 E-mail: sunny@heze.cn Monitor",
            "MONDAY, NOV. 30, 2026 · A3",
            "2026年11月30日 第48期 星期一 A3版",
            "2026.11.30 星期一 03/鲁西新区·巨野",
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
