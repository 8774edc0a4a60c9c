"""How two texts differ: nothing of either is lost, and a person can read it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.revisions import diff
from articles.revisions.diff import Kind, Piece, Span, compare, new_text, old_text

RAIN = "一场瑞雪过后，田庄镇的麦田里一片青绿，农机手们正忙着检修机械。"
WHEAT = "全镇今年种植小麦四万二千亩，其中高标准农田占七成以上。"
WATER = "镇农技站的技术员每天到田头查看墒情，指导农户浇好返青水。"
ROAD = "与此同时，连接三个行政村的生产路也在加紧硬化，预计月底通车。"

# Few characters make many chances to match wrongly; the rest is what people and machines write.
texts = st.text(st.sampled_from("的麦田青绿，。1a \n")) | st.text(max_size=80)


def told(old: str, new: str) -> list[tuple[str, str]]:
    """Each piece as its kind and its spans: `雪-大+` is a character that went and one that came."""
    marks = {Kind.SAME: "", Kind.REMOVED: "-", Kind.ADDED: "+"}
    return [
        (
            piece.kind.value,
            "".join(f"[{marks[s.kind]}{s.text}]" if marks[s.kind] else s.text for s in piece.spans),
        )
        for piece in compare(old, new)
    ]


# What people read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("麦田返青", "麦田泛青", "麦田[-返][+泛]青"),
        ("全镇产量1200斤", "全镇产量1300斤", "全镇产量[-1200][+1300]斤"),
        ("增长3.5%。", "增长3.8%。", "增长[-3.5][+3.8]%。"),
        ("农机手们正忙着检修", "农机手正忙着检修机械", "农机手[-们]正忙着检修[+机械]"),
    ],
)
def test_a_change_inside_a_paragraph_is_told_by_character(old: str, new: str, expected: str) -> None:
    assert told(old, new) == [("changed", expected)]


def test_one_common_character_between_two_changes_joins_them() -> None:
    old = "会议指出要把保障粮食安全放在首位"
    new = "会议指出必须把确保粮食安全放在首位"
    assert told(old, new) == [("changed", "会议指出[-要把保障][+必须把确保]粮食安全放在首位")]


def test_paragraphs_that_came_and_went_are_told_whole() -> None:
    assert told(f"{RAIN}\n{WHEAT}", f"{RAIN}\n{ROAD}\n{WHEAT}") == [
        ("same", RAIN), ("added", f"[+{ROAD}]"), ("same", WHEAT),
    ]  # fmt: skip
    assert told(f"{RAIN}\n{WHEAT}", WHEAT) == [("removed", f"[-{RAIN}]"), ("same", WHEAT)]


def test_a_paragraph_that_was_written_anew_is_no_confetti() -> None:
    assert told(RAIN, ROAD) == [("removed", f"[-{RAIN}]"), ("added", f"[+{ROAD}]")]


def test_a_moved_paragraph_is_told_where_it_stood_and_where_it_stands() -> None:
    pieces = compare(f"{RAIN}\n{WHEAT}\n{WATER}\n{ROAD}", f"{WHEAT}\n{WATER}\n{ROAD}\n{RAIN}")
    kinds = [piece.kind.value for piece in pieces]
    assert kinds == ["moved_away", "same", "same", "same", "moved_here"]
    assert {(piece.old, piece.new) for piece in pieces if piece.before == RAIN} == {(0, 3)}


def test_a_paragraph_that_was_moved_and_edited_a_little_is_still_moved() -> None:
    edited = RAIN.replace("正忙着检修机械", "抢抓农时检修机械")
    pieces = compare(f"{RAIN}\n{WHEAT}\n{WATER}\n{ROAD}", f"{WHEAT}\n{WATER}\n{ROAD}\n{edited}")
    here = pieces[-1]
    assert (here.kind, here.before, here.after) == (Kind.MOVED_HERE, RAIN, edited)


def test_two_paragraphs_that_changed_places_are_one_that_moved() -> None:
    kinds = Counter(piece.kind for piece in compare(f"{RAIN}\n{WHEAT}", f"{WHEAT}\n{RAIN}"))
    assert kinds == {Kind.MOVED_AWAY: 1, Kind.MOVED_HERE: 1, Kind.SAME: 1}


def test_of_no_text_everything_came() -> None:
    assert compare("", "") == []
    assert told("", RAIN) == [("added", f"[+{RAIN}]")]


def test_a_name_written_with_a_variant_of_its_character_is_not_taken_apart() -> None:
    assert told("葛\U000e0100城", "葛\U000e0101城") == [("changed", "[-葛\U000e0100][+葛\U000e0101]城")]


# What always holds ----------------------------------------------------------------------------------------


@given(texts, texts)
def test_the_pieces_hold_both_texts_whole(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert (old_text(pieces), new_text(pieces)) == (old, new)


@given(st.permutations([RAIN, WHEAT, WATER, ROAD, "", "[图1]"]), st.integers(0, 5), texts)
def test_moved_and_edited_paragraphs_are_held_whole_too(order: list[str], at: int, typed: str) -> None:
    old = f"{RAIN}\n{WHEAT}\n{WATER}\n{ROAD}\n\n[图1]"
    new = "\n".join((*order[:at], order[at] + typed, *order[at + 1 :]))
    pieces = compare(old, new)
    assert (old_text(pieces), new_text(pieces)) == (old, new)


@given(texts, texts)
def test_the_other_way_round_they_say_the_same(old: str, new: str) -> None:
    assert shape(compare(new, old)) == shape([turned(piece) for piece in compare(old, new)])


@given(texts, texts)
def test_each_paragraph_stands_once_in_its_own_text(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert [p.old for p in pieces if p.is_old] == list(range(len(diff.paragraphs(old))))
    assert [p.new for p in pieces if p.is_new] == list(range(len(diff.paragraphs(new))))


@given(texts)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert {piece.kind for piece in compare(text, text)} <= {Kind.SAME}


@given(texts, texts)
def test_what_is_told_as_the_same_is_the_same(old: str, new: str) -> None:
    for piece in compare(old, new):
        if piece.kind == Kind.SAME:
            assert piece.before == piece.after


def turned(piece: Piece) -> Piece:
    spans = tuple(span.turned() for span in piece.spans)
    return Piece(diff.TURNED.get(piece.kind, piece.kind), spans, piece.new, piece.old)


def shape(pieces: list[Piece]) -> Counter[tuple[Kind, int | None, int | None, frozenset[tuple[Span, int]]]]:
    """What is said, apart from the order of what went and what came in its place."""
    return Counter((p.kind, p.old, p.new, frozenset(Counter(p.spans).items())) for p in pieces)


# However the texts are made -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n" * 20_000 + "a", "b" + "\n" * 20_000),
        ("a\n" * 10_000, "\na" * 10_000),
        ("的" * 20_000, "的" * 9_999 + "地" + "的" * 9_990),
        ("的地" * 10_000, "地的的" * 6_666),
        (
            "\n".join("的地" * 50 + str(n) for n in range(200)),
            "\n".join("地的" * 50 + str(n) for n in range(200)),
        ),
    ],
    ids=["newlines", "short lines", "one character", "two characters", "like paragraphs"],
)
def test_the_work_on_hostile_texts_has_an_end(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: few pairs of paragraphs are weighed, whatever their number."""
    weighed, likeness = [0], diff.likeness

    def counted(profile: frozenset[str], other: frozenset[str]) -> float:
        weighed[0] += 1
        return likeness(profile, other)

    monkeypatch.setattr(diff, "likeness", counted)
    pieces = compare(old, new)
    assert (old_text(pieces), new_text(pieces)) == (old, new)
    assert weighed[0] <= 150_000


def test_work_that_is_used_up_leaves_a_stretch_replaced() -> None:
    none_left = diff.Work(left=0)
    assert diff.spans("甲麦乙田", "丙麦丁田", none_left) == (
        Span(Kind.REMOVED, "甲麦乙"), Span(Kind.ADDED, "丙麦丁"), Span(Kind.SAME, "田"),
    )  # fmt: skip
