"""Two texts that began from one: what is merged by itself, what is asked, and that nothing is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.revisions.merge import Agreed, By, Clash, Segment, common, merge, tokens
from articles.revisions.merge_story import merge_stories, questions, settle

MIRRORED = {By.MINE: By.THEIRS, By.THEIRS: By.MINE}

sentences = st.sampled_from([*(f"第{number}句。" for number in range(8)), "\n", "没有句号", "问吗？”"])
texts = st.lists(sentences, max_size=14).map("".join)


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    """The text after some sentences were taken out, put in or changed."""
    found = tokens(base)
    for _edit in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(found)))
        found[place : place + draw(st.integers(0, 2))] = draw(st.lists(sentences, max_size=2))
    return "".join(found)


three_texts = texts.flatmap(lambda base: st.tuples(st.just(base), edited(base), edited(base)))


def text_of(pieces: list[Segment]) -> str:
    """The text of pieces without a clash."""
    return "".join(piece.value for piece in pieces if isinstance(piece, Agreed))


def clashes(pieces: list[Segment]) -> list[Clash]:
    return [piece for piece in pieces if isinstance(piece, Clash)]


def mirrored(piece: Segment) -> Segment:
    if isinstance(piece, Clash):
        return Clash(piece.base, piece.theirs, piece.mine)
    return Agreed(piece.value, MIRRORED.get(piece.by, piece.by), piece.before)


class TestRules:
    """Whatever the texts."""

    @given(st.text("麦田。！？；\n”a!;", max_size=60))
    def test_sentences_joined_are_the_text_again(self, text: str) -> None:
        assert "".join(tokens(text)) == text

    @given(three_texts)
    def test_what_only_one_changed_is_theirs_to_change(self, three: tuple[str, str, str]) -> None:
        base, mine, theirs = three
        assert text_of(merge(base, mine, base)) == mine
        assert text_of(merge(base, base, theirs)) == theirs
        assert not clashes([*merge(base, mine, base), *merge(base, base, theirs)])

    @given(three_texts)
    def test_what_both_changed_alike_is_agreed(self, three: tuple[str, str, str]) -> None:
        base, mine, _theirs = three
        assert (text_of(merge(base, mine, mine)), clashes(merge(base, mine, mine))) == (mine, [])

    @given(three_texts)
    def test_it_does_not_matter_who_is_called_mine(self, three: tuple[str, str, str]) -> None:
        base, mine, theirs = three
        assert [mirrored(piece) for piece in merge(base, theirs, mine)] == merge(base, mine, theirs)

    @given(three_texts)
    def test_no_sentence_that_either_added_is_lost(self, three: tuple[str, str, str]) -> None:
        base, *sides = three
        pieces = merge(base, *sides)
        stands = Counter(tokens(text_of(pieces)))
        for clash in clashes(pieces):
            stands += Counter(tokens(clash.mine)) + Counter(tokens(clash.theirs))
        for side in sides:
            added = Counter(tokens(side)) - Counter(tokens(base))
            assert set(added) <= set(stands), (added, pieces)

    @given(three_texts)
    def test_the_ancestor_is_told_whole(self, three: tuple[str, str, str]) -> None:
        pieces = merge(*three)
        assert "".join(p.base if isinstance(p, Clash) else p.before for p in pieces) == three[0]

    @given(three_texts)
    def test_without_an_ancestor_what_differs_is_kept_or_asked(self, three: tuple[str, str, str]) -> None:
        _base, mine, theirs = three
        pieces = merge(common(mine, theirs), mine, theirs)
        stands = text_of(pieces) + "".join(clash.mine + clash.theirs for clash in clashes(pieces))
        assert set(tokens(mine)) | set(tokens(theirs)) <= set(tokens(stands)) | set(tokens(mine + theirs))
        for token in {*tokens(mine), *tokens(theirs)}:
            assert token in stands


class TestTexts:
    """As they happen at a desk."""

    def test_sentences_beside_each_other_do_not_clash(self) -> None:
        pieces = merge("甲。乙。丙。", "甲一。乙。丙。", "甲。乙二。丙。")
        assert (text_of(pieces), clashes(pieces)) == ("甲一。乙二。丙。", [])

    def test_the_same_sentence_clashes_and_the_rest_is_merged(self) -> None:
        pieces = merge("甲。乙。\n丙。", "甲一。乙。\n丙。", "甲二。乙。\n丙。\n丁。")
        assert clashes(pieces) == [Clash("甲。", "甲一。", "甲二。")]
        assert text_of(pieces) == "乙。\n丙。\n丁。"

    def test_a_paragraph_is_added_while_the_one_above_it_is_changed(self) -> None:
        assert text_of(merge("甲。", "甲。\n乙。", "丙。")) == "丙。\n乙。"

    def test_two_sentences_at_one_place_are_asked_for_their_order(self) -> None:
        assert clashes(merge("甲。", "甲。乙。", "甲。丙。")) == [Clash("", "乙。", "丙。")]

    def test_a_sentence_one_took_out_and_the_other_changed_is_asked(self) -> None:
        assert clashes(merge("甲。乙。", "乙。", "甲改。乙。")) == [Clash("甲。", "", "甲改。")]

    def test_a_rewritten_line_of_both_is_one_question(self) -> None:
        pieces = merge("甲。乙。\n尾。", "甲1。乙1。\n尾。", "甲2。乙2。\n尾。")
        assert clashes(pieces) == [Clash("甲。乙。", "甲1。乙1。", "甲2。乙2。")]

    @pytest.mark.parametrize("sentence", ["第{}句，麦田青青，农民说今年墒情好。", "{}。", "好。", "\n"])
    def test_a_long_story_of_any_sentences_is_merged(self, sentence: str) -> None:
        old = [sentence.format(number) for number in range(20_000 // len(sentence.format(100)))]
        mine, theirs = list(old), list(old)
        for number in range(0, len(old), 40):
            mine[number], theirs[number + 1 : number + 2] = "我改的。", ["别人改的。"]
        pieces = merge("".join(old), "".join(mine), "".join(theirs))
        stands = text_of(pieces) + "".join(clash.mine + clash.theirs for clash in clashes(pieces))
        assert stands.count("我改的。") >= mine.count("我改的。")
        assert stands.count("别人改的。") >= theirs.count("别人改的。")

    @pytest.mark.parametrize("mark", ["。", "\n"])
    def test_texts_made_to_be_slow_are_merged_and_lose_nothing(self, mark: str) -> None:
        """Compared without an end, they would keep the story locked for minutes."""
        old = [f"{'ab'[number % 2]}{mark}" for number in range(3000)]
        mine = [f"{'aab'[number % 3]}{mark}" for number in range(3000)]
        theirs = ["别人写的。", *old[4:], "别人补的。"]
        pieces = merge("".join(old), "".join(mine), "".join(theirs))
        stands = text_of(pieces) + "".join(clash.mine + clash.theirs for clash in clashes(pieces))
        assert "别人写的。" in stands
        assert "别人补的。" in stands


# Whole stories -----------------------------------------------------------------------------------------


def credit(key: int | None, name: str = "王燕", **fields: Any) -> dict[str, Any]:
    row = {"id": key, "person_id": None, "role": "reporter", "title": "", "printed_text": name, "order": 1}
    return row | fields


def photo(key: int | None, caption: str = "图为麦田。", **fields: Any) -> dict[str, Any]:
    row = {"id": key, "image": "a", "width": 4, "height": 3, "caption": caption, "alt_text": "", "order": 1}
    return row | {"focal_x": 50, "focal_y": 50, "towns": [], "credits": []} | fields


def story(**fields: Any) -> dict[str, Any]:
    lists = {name: fields.pop(name, []) for name in ("towns", "tags", "credits", "photos")}
    return {"fields": {"headline": "题", "deck": "", "body": "甲。乙。"} | fields} | lists


def merged(base: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Without a question; the test fails where one is asked."""
    return settle(merge_stories(base, mine, theirs), {})


def asked(base: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Clash]:
    return [question.clash for question in questions(merge_stories(base, mine, theirs))]


class TestStories:
    def test_fields_of_two_people_go_together(self) -> None:
        result = merged(story(), story(headline="新题"), story(body="甲。乙改。", deck="副题"))
        assert result == story(headline="新题", deck="副题", body="甲。乙改。")

    def test_a_headline_is_taken_whole(self) -> None:
        assert asked(story(), story(headline="我的题"), story(headline="他的题")) == [
            Clash("题", "我的题", "他的题")
        ]

    def test_tags_and_towns_are_sets(self) -> None:
        base = story(tags=["三农", "雪"], towns=[1, 2])
        result = merged(base, story(tags=["三农", "春耕"], towns=[1, 2, 3]), story(tags=["雪"], towns=[2]))
        assert (result["tags"], result["towns"]) == (["春耕"], [2, 3])

    def test_rows_that_either_added_stay(self) -> None:
        result = merged(
            story(credits=[credit(1)]),
            story(credits=[credit(1), credit(None, "刘菲")]),
            story(credits=[credit(1), credit(2, "安宁")]),
        )
        assert [row["printed_text"] for row in result["credits"]] == ["王燕", "安宁", "刘菲"]

    def test_a_name_that_both_credited_is_credited_once(self) -> None:
        result = merged(story(), story(credits=[credit(None)]), story(credits=[credit(7)]))
        assert [row["id"] for row in result["credits"]] == [7]

    def test_a_row_one_removed_goes_if_the_other_left_it_alone(self) -> None:
        base = story(photos=[photo(1), photo(2)])
        assert merged(base, story(photos=[photo(2)]), base) == story(photos=[photo(2)])
        moved = story(photos=[photo(1, order=2), photo(2)])
        assert merged(base, story(photos=[photo(2)]), moved) == story(photos=[photo(2)])

    def test_a_photo_one_removed_and_the_other_captioned_is_asked(self) -> None:
        base, captioned = story(photos=[photo(1)]), story(photos=[photo(1, "图为新麦。")])
        tree = merge_stories(base, story(), captioned)
        [question] = questions(tree)
        assert (question.path, question.clash.mine) == (("photos", 1), None)
        assert settle(tree, {question.key: question.clash.theirs}) == captioned
        assert settle(tree, {question.key: None}) == story()

    def test_the_fields_of_a_photo_are_merged_by_themselves(self) -> None:
        base = story(photos=[photo(1, "甲。乙。")])
        mine = story(photos=[photo(1, "甲改。乙。", alt_text="麦")])
        theirs = story(photos=[photo(1, "甲。乙改。", image="b", width=8)])
        assert merged(base, mine, theirs) == story(
            photos=[photo(1, "甲改。乙改。", alt_text="麦", image="b", width=8)]
        )

    def test_a_question_has_the_same_name_however_the_rest_moves(self) -> None:
        before = questions(merge_stories(story(), story(headline="我"), story(headline="他")))
        after = questions(merge_stories(story(), story(headline="我"), story(headline="他", body="别的。")))
        assert [question.key for question in before] == [question.key for question in after]

    def test_two_like_clashes_in_one_text_are_two_questions(self) -> None:
        three = ("甲。\n中。\n甲。", "我。\n中。\n我。", "他。\n中。\n他。")
        tree = merge_stories(*(story(body=body) for body in three))
        assert len({question.key for question in questions(tree)}) == 2

    def test_without_an_ancestor_nothing_wins_unasked(self) -> None:
        mine, theirs = story(headline="我的题", tags=["雪"]), story(body="甲。丙。", tags=["麦"])
        found = asked(None, mine, theirs)
        assert Clash("", "我的题", "题") in found
        assert Clash("", "乙。", "丙。") in found
        tree = merge_stories(None, mine, theirs)
        answers = {question.key: question.clash.mine for question in questions(tree)}
        assert settle(tree, answers)["tags"] == ["雪", "麦"]


rows = st.lists(st.tuples(st.integers(1, 4), texts, st.integers(1, 3)), max_size=3, unique_by=lambda r: r[0])
stories = st.builds(
    lambda headline, body, tags, photos: story(
        headline=headline,
        body=body,
        tags=sorted(tags),
        photos=sorted((photo(k, c, order=o) for k, c, o in photos), key=lambda r: (r["order"], r["id"])),
    ),
    st.sampled_from(["甲", "乙", ""]),
    texts,
    st.sets(st.sampled_from("麦雪粮")),
    rows,
)


class TestStoryRules:
    @given(stories, stories)
    def test_who_changed_nothing_changes_nothing(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        assert merged(one, other, one) == other
        assert merged(one, one, other) == other
        assert merged(one, other, other) == other

    @given(st.tuples(stories, stories, stories))
    def test_the_same_questions_whoever_is_called_mine(self, three: tuple[Any, Any, Any]) -> None:
        base, mine, theirs = three
        here, there = asked(base, mine, theirs), asked(base, theirs, mine)
        assert sorted(map(repr, here)) == sorted(repr(mirrored(clash)) for clash in there)

    @given(st.tuples(stories, stories, stories))
    def test_no_caption_that_either_wrote_is_lost(self, three: tuple[Any, Any, Any]) -> None:
        tree = merge_stories(*three)
        stands = ""
        for side in ("mine", "theirs"):
            answers = {question.key: getattr(question.clash, side) for question in questions(tree)}
            stands += repr(settle(tree, answers))
        for row in [*three[1]["photos"], *three[2]["photos"]]:
            before = next((old["caption"] for old in three[0]["photos"] if old["id"] == row["id"]), "")
            for token in set(tokens(row["caption"])) - set(tokens(before)):
                assert repr(token).strip("'") in stands
