"""The credit of a picture, as printed, taken apart into names and linked with people."""

from __future__ import annotations

import pytest
from django.test import TestCase

from articles.photos.credits import add_credits, read_names
from tests.make import make_person, make_photo

ONE = ("photographer", None, "王燕")
CASES = {
    "王燕": [ONE],
    "王　燕": [ONE],
    "王燕/摄": [ONE],
    "(摄影:王燕)": [ONE],
    "摄影报道 王燕": [ONE],
    "王燕、刘菲": [ONE, ("photographer", None, "刘菲")],
    "记者 王燕 摄": [("photographer", "记者", "王燕")],
    "记者王 燕摄": [("photographer", "记者", "王燕")],
    "本报记者王 燕 通讯员刘菲/摄": [
        ("photographer", "本报记者", "王燕"),
        ("photographer", "通讯员", "刘菲"),
    ],
    "通讯员 郜玉华 刘电清 摄": [("photographer", "通讯员", "郜玉华"), ("photographer", "通讯员", "刘电清")],
    "记者 王振宇 文/图": [("photographer", "记者", "王振宇")],
    "记者 王 燕 通讯员 马丽娜 翟雪莹 摄": [
        ("photographer", "记者", "王燕"),
        ("photographer", "通讯员", "马丽娜"),
        ("photographer", "通讯员", "翟雪莹"),
    ],
    "（王燕 摄）": [ONE],
    "本报记者王燕摄": [("photographer", "本报记者", "王燕")],
    "李摄": [("photographer", None, "李摄")],
    "赤那 摄": [("photographer", None, "赤那")],
    "Wang Yan": [("photographer", None, "Wang Yan")],
    "（Wang Yan 摄）": [("photographer", None, "Wang Yan")],
    "Wang Yan/摄": [("photographer", None, "Wang Yan")],
    "Reuters 供图": [("provider", None, "Reuters")],
    "菏泽市融媒体中心 供图": [("provider", None, "菏泽市融媒体中心")],
    "": [],
}


@pytest.mark.parametrize("printed", CASES)
def test_a_credit_is_read_as_the_trade_prints_it(printed: str) -> None:
    found = [(credit.role, credit.title, credit.name) for credit in read_names(printed)]
    assert found == CASES[printed]


class AddTests(TestCase):
    def test_a_name_that_stands_twice_is_one(self) -> None:
        photo = make_photo()
        add_credits(photo, ["记者 王燕 摄", "王燕", "刘菲"])
        self.assertEqual([credit.printed_text for credit in photo.credits.all()], ["王燕", "刘菲"])

    def test_only_who_is_certain_and_in_service_is_linked(self) -> None:
        make_person("王燕")
        make_person("刘菲", is_active=False)
        photo = make_photo()
        add_credits(photo, ["王燕、刘菲、李明"])
        linked = {credit.printed_text: credit.person is not None for credit in photo.credits.all()}
        self.assertEqual(linked, {"王燕": True, "刘菲": False, "李明": False})
