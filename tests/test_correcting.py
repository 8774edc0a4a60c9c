"""A reading put right: each change does what it says, and no character of the page is lost or doubled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ingest.correcting import (
    OPEN,
    PERSON,
    ROLES,
    Meant,
    NameOf,
    NotCorrected,
    Question,
    Reading,
    TownOf,
    accept,
    ask,
    from_dict,
    join,
    move,
    read,
    reject,
    set_complete,
    set_county,
    set_kind,
    set_names,
    set_person,
    set_role,
    set_towns,
    settle,
    split,
    story_fields,
    to_dict,
)
from ingest.page import Doubt, ParsedStory, parse_page, read_page
from ingest.page.models import FURNITURE, PHOTO
from ingest.page.printed import Span
from newsroom.demo import SAMPLE
from towns.gazetteer import Gazetteer, Place

PAGE = """民事民议
楼庄镇:大伙的事商量着办
——一条胡同拓宽了
本报讯(记者 王燕)一条胡同要不要拓宽,大伙商量着办。全镇已召开板凳会一百四十
巨野县麦田返青
本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了。
四场,解决难题九十三项。
麦田边的渠水清了
渠水流进了麦田,村民们笑了。
遗失声明
单县杨士梁遗失营业执照副本,声明作废。
"""


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer([Place("楼庄镇", "曹县"), Place("田庄镇", "巨野县"), Place("田庄镇", "单县")])


def reading_of(text: str = PAGE) -> Reading:
    return read(parse_page(text, gazetteer=gazetteer()), text)


def span_of(words: str, text: str = PAGE) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def key_of(reading: Reading, words: str) -> int:
    story = reading.story_at(span_of(words, reading.text).start)
    assert story is not None, words
    return story.key


def story_of(reading: Reading, words: str) -> ParsedStory:
    return story_fields(reading, key_of(reading, words), gazetteer())


def open_codes(reading: Reading) -> set[str]:
    return {question.doubt.code for _number, question in reading.open_questions()}


def test_the_fields_of_an_untouched_reading_are_the_machines_own() -> None:
    text = read_page(SAMPLE)
    page = parse_page(text, gazetteer=gazetteer())
    reading = read(page, text)
    assert len(page.stories) == 12
    for story in page.stories:
        own = story_of(reading, text[story.parts[0].start : story.parts[0].end])
        for field in fields(ParsedStory):
            mine, theirs = getattr(own, field.name), getattr(story, field.name)
            assert mine == theirs or (field.name == "doubts" and set(mine) == set(theirs)), field.name


def test_a_fragment_goes_on_the_open_sentence_of_the_story_it_is_moved_to() -> None:
    rest = "四场,解决难题九十三项。"
    reading = reading_of()
    assert story_of(reading, "巨野县麦田").paragraphs[:2] == ("巨野县田庄镇的麦田返青了。", rest)
    reading = move(reading, [span_of(rest)], to=key_of(reading, "民事民议"))
    assert story_of(reading, "民事民议").paragraphs[0].endswith("板凳会一百四十四场,解决难题九十三项。")
    assert rest not in "".join(story_of(reading, "巨野县麦田").paragraphs)


def test_a_story_is_split_and_its_first_line_becomes_the_title() -> None:
    crosshead = "麦田边的渠水清了"
    assert crosshead in story_of(reading_of(), "巨野县麦田").paragraphs
    reading = split(reading_of(), span_of(crosshead).start)
    assert story_of(reading, crosshead).headline == crosshead
    assert story_of(reading, crosshead).paragraphs == ("渠水流进了麦田,村民们笑了。",)
    again = join(reading, key_of(reading, crosshead), to=key_of(reading, "巨野县麦田"))
    story = story_of(again, crosshead)
    assert story.headline == "巨野县麦田返青"
    assert story.paragraphs[-2:] == (crosshead, "渠水流进了麦田,村民们笑了。")


def test_a_story_is_split_inside_a_line() -> None:
    reading = split(reading_of(), span_of("全镇已召开").start)
    assert story_of(reading, "大伙商量着办").paragraphs[0].endswith("商量着办。")
    assert story_of(reading, "全镇已召开").paragraphs[0].startswith("全镇已召开")


def test_roles_make_the_fields() -> None:
    reading = set_role(reading_of(), [span_of("民事民议")], "headline")
    story = story_of(reading, "民事民议")
    assert (story.kicker, story.headline) == (None, "民事民议楼庄镇:大伙的事商量着办")
    reading = set_role(reading, [span_of("(记者 王燕)")], "paragraph")
    story = story_of(reading, "民事民议")
    assert (story.credits, story.paragraphs[0]) == ((), "(记者 王燕)")
    reading = set_role(reading, [span_of("记者 王燕")], "byline")
    assert [credit.name for credit in story_of(reading, "民事民议").credits] == ["王燕"]


def test_what_an_editor_calls_a_byline_is_one() -> None:
    text = "麦田返青\n本报讯 麦田返青了。\n孙凤\n"
    reading = read(parse_page(text, gazetteer=gazetteer()), text)
    reading = set_role(move(reading, [span_of("孙凤", text)], to=1), [span_of("孙凤", text)], "byline")
    assert [(c.role, c.name) for c in story_fields(reading, 1, gazetteer()).credits] == [("writer", "孙凤")]


def test_a_paragraph_is_cut_and_put_together_again() -> None:
    words = "全镇已召开板凳会一百四十"
    cut = set_role(reading_of(), [span_of(words)], "paragraph")
    assert words in story_of(cut, "民事民议").paragraphs
    whole = set_role(cut, [span_of(words)], "rest")
    assert story_of(whole, "民事民议").paragraphs == story_of(reading_of(), "民事民议").paragraphs


def test_a_rejected_story_is_furniture() -> None:
    reading = reject(reading_of(), key_of(reading_of(), "巨野县麦田"))
    assert reading.story_at(span_of("巨野县麦田").start) is None
    assert span_of("巨野县麦田返青") in [part.span for part in reading.furniture]


def test_furniture_becomes_a_story() -> None:
    reading = move(reading_of(), [span_of("单县杨士梁遗失营业执照副本,声明作废。")], to=None)
    assert story_of(reading, "单县杨士梁").paragraphs == ("单县杨士梁遗失营业执照副本,声明作废。",)
    assert story_of(reading, "单县杨士梁").county == "单县"


def test_what_an_editor_says_outweighs_the_text() -> None:
    key = key_of(reading_of(), "巨野县麦田")
    reading = set_towns(reading_of(), key, [TownOf("楼庄镇", "曹县")])
    reading = set_complete(set_county(reading, key, ""), key, complete=False)
    reading = set_kind(reading, key, PHOTO)
    story = story_fields(reading, key, gazetteer())
    assert (story.towns, story.county, story.complete, story.kind) == (("楼庄镇",), None, False, PHOTO)
    assert {part.role for part in story.parts} >= {"headline", "caption"}


def test_an_answer_settles_the_doubts_it_is_about_and_no_others() -> None:
    text = "麦田返青\n本报讯(记者 王燕)田庄镇的麦田返青了,村民们\n"
    reading = read(parse_page(text, gazetteer=gazetteer()), text)
    assert open_codes(reading) == {"cut-off", "county-unknown", "town-ambiguous"}
    reading = set_towns(reading, 1, [TownOf("田庄镇", "单县")])
    assert open_codes(reading) == {"cut-off", "county-unknown"}
    reading = set_complete(set_county(reading, 1, "单县"), 1, complete=False)
    assert not open_codes(reading)


def test_names_printed_as_one_word_are_divided_otherwise() -> None:
    text = "麦田返青\n本报讯(通讯员 柳学超戴子梅)单县的麦田返青了。\n"
    reading = read(parse_page(text, gazetteer=gazetteer()), text)
    names = [credit.name for credit in story_fields(reading, 1, gazetteer()).credits]
    assert (names, open_codes(reading)) == (["柳学超", "戴子梅"], {"glued-names"})
    reading = set_names(reading, 1, "柳学超戴子梅", ["柳学", "超戴子梅"])
    credits = story_fields(reading, 1, gazetteer()).credits
    assert [(c.role, c.name) for c in credits] == [("correspondent", "柳学"), ("correspondent", "超戴子梅")]
    assert not open_codes(reading)
    with pytest.raises(NotCorrected):
        set_names(reading, 1, "柳学超戴子梅", ["王燕"])


def test_who_is_meant_is_kept_with_the_story_and_asked_anew() -> None:
    reading = reading_of()
    key, name = key_of(reading, "巨野县麦田返青"), NameOf("安宁", "通讯员", "")
    doubt = Doubt(PERSON, "安宁 may be one of several people.", 6, span_of("安宁"))
    asked = ask(ask(reading, [doubt]), [doubt])
    assert asked.questions == (*reading.questions, Question(doubt))
    for who in (7, OPEN):
        asked = set_person(asked, key, Meant(name, who, seen=(7, 8)))
    story = from_dict(json.loads(json.dumps(to_dict(asked))), PAGE).story(key)
    assert story is not None
    assert story.people == (Meant(name, OPEN, (7, 8)),)


def test_a_reading_from_before_people_were_chosen_is_read() -> None:
    kept = to_dict(reading_of())
    for story in kept["stories"]:
        del story["people"]
    assert from_dict(kept, PAGE) == reading_of()


def test_what_cannot_be_done_is_named() -> None:
    reading = reading_of()
    key = key_of(reading, "民事民议")
    notice = span_of("声明作废")
    accepted = accept(reading, [key])
    cases: dict[str, Callable[[], Reading]] = {
        "gone": lambda: join(reading, 99, to=key),
        "itself": lambda: join(reading, key, to=key),
        "nothing-there": lambda: move(reading, [Span(3, 3)], to=key),
        "no-story": lambda: set_role(reading, [notice], "headline"),
        "no-role": lambda: set_role(reading, [notice], "poem"),
        "accepted": lambda: set_role(accepted, [span_of("民事民议")], "headline"),
    }
    for code, change in cases.items():
        with pytest.raises(NotCorrected) as caught:
            change()
        assert caught.value.code == code
    with pytest.raises(NotCorrected):
        settle(reading, len(reading.questions))
    with pytest.raises(NotCorrected):
        split(accepted, span_of("全镇").start)


class AnyChanges(RuleBasedStateMachine):
    """Whatever is done, in whatever order."""

    @initialize(text=st.sampled_from([PAGE, read_page(SAMPLE), PAGE.replace("\n", "\n\n　　")]))
    def begin(self, text: str) -> None:
        self.reading = reading_of(text)
        self.accepted: dict[int, tuple[object, ...]] = {}

    def do(self, change: Callable[..., Reading], *arguments: object, **named: object) -> None:
        try:
            self.reading = change(self.reading, *arguments, **named)
        except NotCorrected:
            return

    def spans(self, data: st.DataObject) -> list[Span]:
        end = len(self.reading.text)
        pairs = st.tuples(st.integers(0, end), st.integers(0, 80)).map(lambda p: Span(p[0], p[0] + p[1]))
        exact = st.sampled_from([part.span for part in self.reading.parts()])
        return data.draw(st.lists(st.one_of(pairs, exact), min_size=1, max_size=3))

    keys = st.integers(1, 16)

    @rule(data=st.data(), to=st.one_of(st.none(), keys))
    def move(self, data: st.DataObject, to: int | None) -> None:
        self.do(move, self.spans(data), to=to)

    @rule(key=keys, to=keys)
    def join(self, key: int, to: int) -> None:
        self.do(join, key, to=to)

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        self.do(split, data.draw(st.integers(0, len(self.reading.text))))

    @rule(data=st.data(), role=st.sampled_from(ROLES))
    def set_role(self, data: st.DataObject, role: str) -> None:
        self.do(set_role, self.spans(data), role)

    @rule(key=keys, kind=st.sampled_from(["story", "photo"]))
    def set_kind(self, key: int, kind: str) -> None:
        self.do(set_kind, key, kind)

    @rule(key=keys)
    def reject(self, key: int) -> None:
        self.do(reject, key)

    @rule(number=st.integers(0, 12))
    def settle(self, number: int) -> None:
        self.do(settle, number)

    @rule(key=keys)
    def accept(self, key: int) -> None:
        self.do(accept, [key])
        story = self.reading.story(key)
        if story is not None:
            self.accepted[key] = story.parts

    @invariant()
    def every_character_is_in_one_part(self) -> None:
        text, at = self.reading.text, 0
        for part in self.reading.parts():
            assert not text[at : part.start].strip(), "lost or doubled"
            assert text[part.start : part.end].strip() == text[part.start : part.end] != ""
            at = part.end
        assert not text[at:].strip()

    @invariant()
    def stories_are_whole(self) -> None:
        keys = [story.key for story in self.reading.stories]
        assert len(keys) == len(set(keys))
        assert all(part.role == FURNITURE for part in self.reading.furniture)
        for story in self.reading.stories:
            numbers = [part.number for part in story.parts if part.role in ("paragraph", "caption")]
            assert list(dict.fromkeys(numbers)) == list(range(len(set(numbers))))
            if story.is_accepted:
                assert story.parts == self.accepted[story.key]
            body = story_fields(self.reading, story.key, gazetteer())
            assert len(body.paragraphs) == len(set(numbers))

    @invariant()
    def it_is_kept_as_json(self) -> None:
        kept = json.loads(json.dumps(to_dict(self.reading)))
        assert from_dict(kept, self.reading.text) == self.reading


AnyChanges.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAnyChanges = AnyChanges.TestCase


@given(at=st.integers(0, len(PAGE)))
@settings(deadline=None, max_examples=60)
def test_what_is_split_and_joined_again_is_one_story_with_all_its_characters(at: int) -> None:
    reading = reading_of()
    try:
        apart = split(reading, at)
    except NotCorrected:
        return
    new = max(story.key for story in apart.stories)
    (old,) = (s.key for s in reading.stories if s.parts != getattr(apart.story(s.key), "parts", None))
    whole = join(apart, new, to=old)
    assert len(whole.stories) == len(reading.stories)
    before, after = reading.story(old), whole.story(old)
    assert before is not None
    assert after is not None
    assert sum(p.end - p.start for p in before.parts) >= sum(p.end - p.start for p in after.parts)
    assert (before.parts[0].start, before.parts[-1].end) == (after.parts[0].start, after.parts[-1].end)
