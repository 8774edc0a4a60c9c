"""Which page a file holds: its name tells, or the folio line in it."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.placing import Place, place_of

DAY = dt.date(2023, 12, 20)
STORY = "麦田返青\n本报讯(通讯员 安宁)2024年1月3日,第3批麦种运到了田庄镇。\n"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("2023-12-20_A3.txt", Place(DAY, 0, "A3")),
        ("20231220A03 要闻.txt", Place(DAY, 0, "A03", "要闻")),
        ("2023.12.20-03.txt", Place(DAY, 0, "03")),
        ("2023年12月20日第三版.txt", Place(DAY, 0, "第三版")),
        ("2023-12-20-1_A3_鲁西新区·巨野.txt", Place(DAY, 1, "A3", "鲁西新区·巨野")),
        ("2023-13-40_A3.txt", Place(None, 0, "A3")),
        ("第四版.txt", Place(None, 0, "第四版")),
        ("seed-page.txt", Place()),
        ("", Place()),
    ],
)
def test_the_name_of_the_file_tells(name: str, place: Place) -> None:
    assert place_of(name, STORY) == place


@pytest.mark.parametrize(
    ("folio", "place"),
    [
        ("菏泽日报 2023年12月20日 星期三 A3版 要闻", Place(DAY, 0, "A3", "要闻")),
        ("03 县区新闻\n2023年12月20日 星期三 共8版", Place(DAY, 0, "03", "县区新闻")),
        ("第三版", Place(None, 0, "第三版")),
    ],
)
def test_the_folio_line_tells_at_the_head_or_at_the_foot(folio: str, place: Place) -> None:
    assert place_of("x.txt", f"{folio}\n{STORY}") == place
    assert place_of("x.txt", f"{STORY}{folio}\n") == place


def test_the_name_goes_before_the_folio_line() -> None:
    text = f"菏泽日报 2024年1月3日 星期三 B2版\n{STORY}"
    assert place_of("2023-12-20_A3.txt", text) == Place(DAY, 0, "A3")
    assert place_of("A3.txt", text) == Place(dt.date(2024, 1, 3), 0, "A3")


def test_a_text_without_a_folio_line_tells_nothing() -> None:
    assert place_of("x.txt", STORY) == Place()
