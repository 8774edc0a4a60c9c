"""The by-line in a picture, taken apart into names."""

from __future__ import annotations

import pytest

from articles.bylines import PictureName, picture_names

ONE = PictureName("王燕")
CASES = {
    "王燕": [ONE],
    "王　燕": [ONE],
    "王燕/摄": [ONE],
    "(摄影:王燕)": [ONE],
    "摄影报道 王燕": [ONE],
    "记者 王燕 摄": [PictureName("王燕", "记者")],
    "记者王 燕摄": [PictureName("王燕", "记者")],
    "本报记者王 燕 通讯员刘菲/摄": [PictureName("王燕", "本报记者"), PictureName("刘菲", "通讯员")],
    "通讯员 郜玉华 刘电清 摄": [PictureName("郜玉华", "通讯员"), PictureName("刘电清", "通讯员")],
    "记者 王振宇 文/图": [PictureName("王振宇", "记者")],
    "李摄": [PictureName("李摄")],
    "Wang Yan": [PictureName("Wang Yan")],
    "菏泽市融媒体中心 供图": [PictureName("菏泽市融媒体中心", is_provider=True)],
    "摄": [],
    "": [],
}


@pytest.mark.parametrize("printed", CASES)
def test_a_byline_is_read_as_the_trade_prints_it(printed: str) -> None:
    assert picture_names([printed]) == CASES[printed]


def test_a_name_that_stands_twice_is_one() -> None:
    assert picture_names(["记者 王燕 摄", "王燕", "刘菲"]) == [
        PictureName("王燕", "记者"),
        PictureName("刘菲"),
    ]
