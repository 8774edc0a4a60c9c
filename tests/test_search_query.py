"""What is typed, folded, cut into terms and understood: the pure part of search."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.analyzer import asked_terms, fold, is_exact, terms
from articles.search.days import Span, span_of
from articles.search.excerpts import excerpt, marked
from articles.search.keys import FIRST_PUBLIC, first_key, key_of, last_key, second_of
from articles.search.pinyin import alike, likeliest, pairs, readings
from articles.search.query import LONGEST, Field, Query, Word, looser, parse, written
from articles.search.windows import windows

MONDAY = dt.date(2026, 11, 30)
SECOND = dt.timedelta(seconds=1.001)
TEXTS = st.text(st.sampled_from("菏泽招商引资县镇田庄，。“”ABCpm2.5Ｇ３１８國後乾 \n-:_^@℃㎡"), max_size=40)

CENTURY = 100 * 366 * 86_400
TIMES = st.integers(0, CENTURY).map(lambda second: dt.datetime(1949, 1, 1, tzinfo=dt.UTC) + second * SECOND)


def asked(typed: str) -> Query:
    return parse(typed, today=MONDAY)


@pytest.mark.parametrize(
    ("written_as", "folded"),
    [
        ("Ｇ３１８國道", "g318国道"),
        ("農業發展與經濟", "农业发展与经济"),
        ("著名作家看著", "著名作家看著"),
        ("PM2.5", "pm2.5"),
        ("鄉\u3000鎮", "乡 镇"),
        ("20㎡", "20㎡"),
    ],
)
def test_width_case_and_variants_are_one(written_as: str, folded: str) -> None:
    assert fold(written_as) == folded


@given(st.text())
def test_each_character_stays_one_and_folding_twice_is_folding_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(TEXTS, st.integers(0, 39), st.integers(1, 12))
def test_a_part_of_a_text_asks_for_no_term_that_the_text_does_not_have(
    text: str, start: int, length: int
) -> None:
    folded = fold(text)
    assert set(asked_terms(folded[start : start + length])) <= terms(folded)


@given(TEXTS, st.text(st.sampled_from("招商a1县"), min_size=1, max_size=3))
def test_what_is_exact_stands_in_the_text_if_its_terms_do(text: str, word: str) -> None:
    folded = fold(text)
    if is_exact(word):
        assert (set(asked_terms(word)) <= terms(folded)) == (word in folded)


def test_a_long_sentence_asks_for_few_terms() -> None:
    assert len(asked_terms(fold("从" + "县里获悉今年小麦丰收在望" * 16))) <= 24


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("招商 田庄镇", Query((Word("招商"), Word("田庄镇")))),
        ("招商　招商", Query((Word("招商"),))),
        ('"招商 引资" x', Query((Word("招商 引资"), Word("x")))),
        ("“十四五” 规划", Query((Word("十四五"), Word("规划")))),
        ("“十四五”规划", Query((Word("“十四五”规划"),))),
        ('"没有收尾', Query((Word("没有收尾"),))),
        ("招商 -房地产", Query((Word("招商"),), (Word("房地产"),))),
        ("－房地产", Query((), (Word("房地产"),))),
        ("標題：招商", Query((Word("招商", Field.HEADLINE),))),
        ('作者:"王燕" 镇:田庄', Query((Word("王燕", Field.BYLINE),), towns=("田庄",))),
        ("日期:2026-11", Query(spans=(Span(dt.date(2026, 11, 1), dt.date(2026, 11, 30)),))),
        ("日期:2026-02-30", Query(unread=("2026-02-30",))),
        ("招商 -镇:田庄", Query((Word("招商"),), not_left_out=("-镇:田庄",))),
        ("-日期:2026", Query(not_left_out=("-日期:2026",))),
        ("2026-11-20", Query((Word("2026-11-20"),))),
        ('- -- 标题: ， 。 -"" \'', Query()),
        ("", Query()),
    ],
)
def test_what_is_typed_is_understood(typed: str, query: Query) -> None:
    assert asked(typed) == query


def test_too_much_is_cut_and_said_to_be() -> None:
    assert asked("麦" * LONGEST) == Query((Word("麦" * LONGEST),))
    assert asked("麦" * (LONGEST + 1)).is_cut
    assert asked(" ".join(f"第{number}渠" for number in range(30))).is_cut


@given(st.text(max_size=300))
def test_anything_can_be_typed(typed: str) -> None:
    query = asked(typed)
    assert all(word.text == fold(word.text) for word in query.words)


@given(st.text(st.sampled_from('招商 "-“”:标题作者镇日期2026'), max_size=30))
def test_a_query_is_written_as_it_is_read(typed: str) -> None:
    query = asked(typed)
    again = asked(written(query))
    if not any(mark in typed for mark in '"“”'):
        assert (again.words, again.excluded, again.towns) == (query.words, query.excluded, query.towns)


def test_marks_between_words_may_be_left_out() -> None:
    query = looser(asked("招商,引资 -房产"))
    assert query == Query((Word("招商"), Word("引资")), (Word("房产"),))
    assert looser(asked("招商")) is None


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026年2月", "2026-02-01", "2026-02-28"),
        ("2026年2月3日", "2026-02-03", "2026-02-03"),
        ("20260203", "2026-02-03", "2026-02-03"),
        ("2026-02..2026-03", "2026-02-01", "2026-03-31"),
        ("2025至2026", "2025-01-01", "2026-12-31"),
        ("今天", "2026-11-30", "2026-11-30"),
        ("昨天", "2026-11-29", "2026-11-29"),
        ("本周", "2026-11-30", "2026-12-06"),
        ("上周", "2026-11-23", "2026-11-29"),
        ("上月", "2026-10-01", "2026-10-31"),
        ("去年", "2025-01-01", "2025-12-31"),
    ],
)
def test_days_are_understood(text: str, since: str, until: str) -> None:
    expected = Span(dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    assert span_of(text, today=MONDAY) == expected


@pytest.mark.parametrize("text", ["", "..", "0000", "2026-13", "99999999", "明年", "2026-1-1-1", "1..2..3"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert span_of(text, today=MONDAY) is None


def test_one_side_of_a_span_may_be_open() -> None:
    assert span_of("2026-11..", today=MONDAY) == Span(dt.date(2026, 11, 1), None)
    assert span_of("..2026", today=MONDAY) == Span(None, dt.date(2026, 12, 31))


@given(TIMES, st.integers(1, 1 << 23))
def test_a_key_is_reached_from_its_second_on_and_not_before(at: dt.datetime, story: int) -> None:
    key = key_of(story, at)
    assert first_key(at) <= key <= last_key(at)
    assert last_key(at - dt.timedelta(seconds=1)) < key
    assert second_of(key) == at.replace(microsecond=0)
    assert key_of(story, None) < FIRST_PUBLIC < key


def test_stories_of_one_second_keep_the_order_of_their_numbers() -> None:
    at = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    keys = [key_of(story, at) for story in range(1, 301)]
    assert keys == sorted(set(keys))


def test_windows_reach_back_without_a_gap() -> None:
    found = list(windows(MONDAY))
    assert found[0].terms == ("_q2026q4",)
    assert found[1].terms == ("_q2026q3",) or found[1].terms[0] == "_q2026q3"
    terms = [term for window in found for term in window.terms]
    assert len(terms) == len(set(terms))
    assert not found[-1].terms


def test_windows_end_where_nothing_is_asked_for() -> None:
    found = list(windows(MONDAY, since=dt.date(2026, 5, 1)))
    assert [term for window in found for term in window.terms] == ["_q2026q4", "_q2026q3", "_q2026q2"]


def test_what_was_found_is_marked_as_it_is_printed() -> None:
    pieces = marked("臺灣Ｇ３１８國道", ["g318国道"])
    assert [(piece.text, piece.is_found) for piece in pieces] == [("臺灣", False), ("Ｇ３１８國道", True)]


def test_an_excerpt_shows_where_most_words_stand() -> None:
    text = "招商" + "麦" * 200 + "招商引资签约" + "麦" * 200
    shown = "".join(piece.text for piece in excerpt(text, ["招商", "签约"]))
    assert "招商引资签约" in shown
    assert (shown[0], shown[-1]) == ("…", "…")


@given(TEXTS, st.lists(st.text(st.sampled_from("招商县镇"), max_size=3)))
def test_pieces_make_up_the_text(text: str, words: list[str]) -> None:
    assert "".join(piece.text for piece in marked(text, words)) == text


def test_letters_may_be_cut_in_more_than_one_way() -> None:
    assert len(list(readings("xian"))) == 2
    assert len(list(readings("xi'an"))) == 1
    assert not list(readings("hello"))
    assert not list(readings("招商"))


def test_the_likeliest_word_is_that_of_the_commonest_pairs() -> None:
    (columns,) = (each for each in readings("zhaoshang") if len(each) == 2)
    assert {"招商", "找上"} <= pairs(columns)
    assert likeliest(columns, {"招商": 40, "找上": 2})[0] == "招商"
    assert "招商" in pairs(alike("找商"))


@pytest.mark.parametrize("letters", ["angang" * 12 + "q", "xian" * 18, "a" * 200, "yi" * 36])
def test_letters_made_to_keep_a_processor_busy_do_not(letters: str) -> None:
    begun = time.process_time()
    list(readings(letters))
    assert time.process_time() - begun < 5
