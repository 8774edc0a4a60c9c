"""Made-up stories, each by its number: the same seed and number make the same story. Pure."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from articles.corpus.words import (
    BODIES,
    GIVEN,
    QUALITIES,
    SURNAMES,
    TAGS,
    TECHNICAL,
    VERBS,
    frequent_words,
    planted,
    rare_words,
)

# Characters of a body: most are briefs and middle-sized stories, some fill half a page.
SHORTEST, LONGEST = 50, 2000
USUAL_LENGTH, SPREAD = 290, 0.65
# Of a hundred stories: how many have it.
KICKER, DECK, CAPTION, HEADLESS, NO_TOWN, TWO_TOWNS = 20, 15, 25, 4, 12, 15
# Of ten thousand.
WITH_PLANTED = 20
A_DAY = 32
T = TypeVar("T")
SLOT = re.compile(r"[A-Z]")

# W a word of the newsroom, R a rarer one, V a verb, Q a quality, B a body, T the town, L a village, N a
# number, P a person, D a day, X a technical word.
SENTENCES = """
D，T召开W工作V会，QVW各项任务。
近日，B在TLVW活动，Q解决群众急难愁盼问题。
今年以来，T立足R资源优势，QVW，带动周边N户村民增收。
“现在W越来越好，大家的日子也R了。”TL村民P高兴地说。
据了解，该项目总投资N万元，占地N亩，达产后年产值可达N万元。
T坚持以W为抓手，QVW，不断V群众的获得感。
B相关负责人P介绍，截至目前已VW N次，VN余人。
走进L，映入眼帘的是R的景象，W与W相得益彰。
工作人员QVW，对发现的N处问题逐一登记，R整改。
活动现场，志愿者向群众V了W知识，发放资料N余份。
D上午，X沿线的W项目建设现场，机器轰鸣，R。
通过W，T共VR岗位N个，人均月收入N元。
下一步，T将继续QVW，V更多W落地见效。
B组织党员干部到L学习WV经验，R深受启发。
在LW基地，P正忙着VR，N台机械往来穿梭。
监测数据显示，X平均值为N，同比下降N%，W成效明显。
为V W，B建立R机制，Q推行“N+W”模式。
老党员P说：“W是大事，我们要R，VW。”
记者在T看到，W已经V，R正在VW。
T围绕W、W和W，Q开展R行动，VN个重点问题。
该村村集体收入达到N万元，W、R等产业QV。
X设备投入使用后，W效率提高N%，R得到V。
B、T联合VW，QV R隐患N处。
""".split("\n")[1:-1]
HEADLINES = """
T：QVW
T：WV“R”路
TQVW VW新格局
BQVW
W“V”出新R
L：W VR
NN亩W喜获丰收
X助力W QV
T W R
让W成为R
""".split("\n")[1:-1]
KICKERS = ["W进行时", "QVW", "聚焦W", "BV W", "R·W", "走进T"]
DECKS = ["T W见闻", "——记B P", "N户村民的R", "V W的T实践", "WQVR"]
CAPTIONS = ["D，P在TLV W。", "图为T W现场。", "TL村民在VR。", "D，B在TVW，R。"]
DATELINES = ["本报讯", "本报讯", "本报T讯", "本报菏泽讯", ""]
BYLINES = ["记者 {0}", "通讯员 {1}", "记者 {0} 通讯员 {1}", "本报记者 {0}", "记者 {0} 实习生 {1}", ""]


@dataclass(frozen=True, slots=True)
class Place:
    """A town of the register, with the names of its villages."""

    town: int
    name: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What is made up of one story. Towns are numbers of rows; people and tags places in their lists."""

    number: int
    kicker: str
    headline: str
    deck: str
    dateline: str
    byline: str
    body: str
    caption: str
    genre: str
    towns: tuple[int, ...]
    people: tuple[tuple[str, int], ...] = ()
    tags: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Cast:
    """Who writes: a reporter's name may be a correspondent's too."""

    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]


def cast(seed: int, *, reporters: int = 60, correspondents: int = 240) -> Cast:
    chance = random.Random(f"cast {seed}")  # noqa: S311  # No secret: the same people for the same seed.

    def names(count: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[_name(chance)] = None
        return tuple(found)

    return Cast(names(reporters), names(correspondents))


def release_day(number: int, *, of: int, until: dt.date, years: int) -> dt.date:
    """The day of the story's issue. A day has about 32 stories, or more if the years have too few days."""
    days = min(max(1, round(of / A_DAY)), years * 365)
    position = number * days // of
    return until - dt.timedelta(days=(days - 1 - position) * (years * 365) // days)


def make(number: int, *, seed: int, day: dt.date, places: Sequence[Place], people: Cast) -> Story:
    """The story with this number."""
    return _Writing(number, seed, day, places, people).story()


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


class _Writing:
    """One story while it is being made up."""

    def __init__(self, number: int, seed: int, day: dt.date, places: Sequence[Place], people: Cast) -> None:
        self.number, self.day, self.cast = number, day, people
        self.chance = random.Random(f"{seed} {number}")  # noqa: S311  # As above.
        self.random = self.chance.random
        self.place = self._one(places)
        self.others = [self._one(places)] if self._happens(TWO_TOWNS) else []
        # A story has a subject: some of its words come again and again.
        self.subject = [self._frequent() for _each in range(3)]

    def story(self) -> Story:
        is_headless = self._happens(HEADLESS)
        has_kicker, has_deck, has_caption = map(self._happens, (KICKER, DECK, CAPTION))
        has_towns = not self._happens(NO_TOWN)
        byline, credited = self._byline()
        return Story(
            number=self.number,
            kicker=self._filled(self._one(KICKERS)) if has_kicker else "",
            headline="" if is_headless else self._filled(self._one(HEADLINES)),
            deck=self._filled(self._one(DECKS)) if has_deck else "",
            dateline=self._filled(self._one(DATELINES)),
            byline=byline,
            body=self._body(),
            caption=self._filled(self._one(CAPTIONS)) if has_caption else "",
            genre="brief" if is_headless else self._genre(),
            towns=tuple({place.town: None for place in (self.place, *self.others)}) if has_towns else (),
            people=credited,
            tags=tuple({int(self.random() ** 2 * len(TAGS)) for _each in range(int(self.random() * 4))}),
        )

    def _body(self) -> str:
        length = USUAL_LENGTH * math.exp(self.chance.gauss(0, SPREAD))
        wanted = min(max(length, SHORTEST), LONGEST - 100)
        parts, done = [], 0
        while done < wanted:
            sentence = self._filled(self._one(SENTENCES))
            parts.append(sentence)
            done += len(sentence)
            if self.random() < 0.3:
                parts.append("\n")
        if self.random() * 10_000 < WITH_PLANTED:
            parts.append(f"{self._one(planted())}。")
        return "".join(parts).strip()

    def _byline(self) -> tuple[str, tuple[tuple[str, int], ...]]:
        printed = self._one(BYLINES)
        reporter = int(self.random() ** 2 * len(self.cast.reporters))
        writer = int(self.random() ** 2 * len(self.cast.correspondents))
        names = self.cast.reporters[reporter], self.cast.correspondents[writer]
        credited = [("reporter", reporter)] if "{0}" in printed else []
        credited += [("correspondent", writer)] if "{1}" in printed else []
        padded = [f"{name[0]} {name[1]}" if len(name) == 2 else name for name in names]
        return printed.format(*padded), tuple(credited)

    def _genre(self) -> str:
        chance = self.random()
        return (
            "news" if chance < 0.8 else "feature" if chance < 0.9 else "brief" if chance < 0.96 else "comment"
        )

    def _filled(self, template: str) -> str:
        return SLOT.sub(self._slot, template).replace(" ", "")

    def _slot(self, found: re.Match[str]) -> str:
        return str(getattr(self, f"_slot_{found[0]}")())

    def _slot_W(self) -> str:  # noqa: N802  # As the templates have it.
        return self._one(self.subject) if self.random() < 0.4 else self._frequent()

    def _slot_R(self) -> str:  # noqa: N802
        words, weights = rare_words()
        return self.chance.choices(words, cum_weights=weights)[0]

    def _slot_V(self) -> str:  # noqa: N802
        return self._one(VERBS)

    def _slot_Q(self) -> str:  # noqa: N802
        return self._one(QUALITIES)

    def _slot_B(self) -> str:  # noqa: N802
        return self._one(BODIES)

    def _slot_T(self) -> str:  # noqa: N802
        return self._one(self.others).name if self.others and self.random() < 0.3 else self.place.name

    def _slot_L(self) -> str:  # noqa: N802
        return self._one(self.place.villages) if self.place.villages else "东街村"

    def _slot_N(self) -> str:  # noqa: N802
        number = 10 ** (self.random() * 4)
        return f"{number:.1f}" if self.random() < 0.15 else str(int(number))

    def _slot_P(self) -> str:  # noqa: N802
        return _name(self.chance)

    def _slot_D(self) -> str:  # noqa: N802
        day = self.day - dt.timedelta(days=1 + int(self.random() * 5))
        chance = self.random()
        if chance < 0.1:
            return f"{day.year}年{day.month}月"
        return f"{day.month}月{day.day}日" if chance < 0.6 else self._one(["近日", "日前", "连日来"])

    def _slot_X(self) -> str:  # noqa: N802
        return self._one(TECHNICAL)

    def _frequent(self) -> str:
        words, weights = frequent_words()
        return self.chance.choices(words, cum_weights=weights)[0]

    def _one(self, among: Sequence[T]) -> T:
        return among[int(self.random() * len(among))]

    def _happens(self, of_a_hundred: int) -> bool:
        return self.random() * 100 < of_a_hundred
