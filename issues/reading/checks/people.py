"""Who is named in the issue, and as what: in the credits, in the byline, and after a word such as 镇长."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from django.conf import settings

from articles.models import Credit
from articles.photos import captions
from issues.reading.checks.alike import is_variant
from issues.reading.checks.material import Material, Story
from people.bylines import ORGANISATION, parse_byline, parse_closing
from people.bylines import Credit as PrintedCredit
from people.bylines.credit_words import COLLECTIVES
from people.bylines.surnames import COMPOUND, SINGLE, is_person_name
from people.matching import kind_of_title
from people.models import Person
from people.names import HAN, normalise_name

REPORTER, CORRESPONDENT = "记者", "通讯员"
KIND_WORDS = {Person.Kind.REPORTER: REPORTER, Person.Kind.CORRESPONDENT: CORRESPONDENT}
KIND_OF_ROLE = {
    "reporter": REPORTER,
    "trainee_reporter": REPORTER,
    "intern": REPORTER,
    "correspondent": CORRESPONDENT,
}

# One of a place at a time, or few: the name behind is always that of the same one.
OFFICES = (
    "书记 副书记 支书 镇长 副镇长 乡长 副乡长 县长 副县长 区长 副区长 市长 副市长 局长 副局长 院长 "
    "副院长 校长 副校长 主任 副主任 所长 副所长 站长 副站长 队长 副队长 大队长 支队长 部长 副部长 "
    "厂长 副厂长 社长 行长 副行长 馆长 董事长 总经理 副总经理 经理 负责人 理事长 会长 副会长 秘书长 "
    "主席 副主席 园长 科长 股长 庭长 检察长 教授 专家 法官 检察官 民警 教师 老师 班主任 医生 医师 "
    "护士 院士 工程师 技术员 农技员 法人 店主 场长 园区长 组长 网格员 第一书记 驻村干部 党委委员 "
    "宣传委员 组织委员 人大代表 政协委员 会计 司机 教练 导演 作家 画家 总编辑 总编 劳模 模范 楷模 "
    "烈士 英雄 冠军 亚军 歌手 演员 书法家 诗人 企业家 传承人 创始人 研究员 法定代表人 护士长 处长 "
    "厅长 省长 村长 班长 团长 机长 列车长 台长 主播 主持人 助理 干事 联络员 辅警 消防员 讲解员 管理员 "
    "饲养员 驾驶员"
).split()
# Known beyond their place: of two of one sound each may be one.
KNOWN_WIDELY = frozenset("作家 画家 书法家 诗人 演员 歌手 导演 教授 专家".split())
# Many of a place bear these at a time.
OF_MANY = (
    "村民 农民 居民 市民 群众 学生 同学 种植户 养殖户 脱贫户 贫困户 经营户 商户 业主 游客 顾客 工人 "
    "职工 员工 党员 老党员 志愿者 大学生 老人 老汉 家长 患者 村医 退役军人 战士 菜农 果农 农户 "
    "种粮大户 农机手 司乘 乘客 读者 护林员 环卫工人 外卖员 快递员 大爷 大妈 大娘 嫂子"
).split()
BYLINE_WORDS = [REPORTER, CORRESPONDENT]
TITLES = sorted([*OFFICES, *OF_MANY, *BYLINE_WORDS], key=len, reverse=True)
TITLE = re.compile("|".join(TITLES))
SURNAME = "|".join([*sorted(COMPOUND), f"[{''.join(sorted(SINGLE))}]"])
# What cannot be the last character of a name, and what can only where the sentence goes on behind it.
FOLLOWS = frozenset(
    "说的了在是将正把被与及等也就还已曾都告介表带率深参组宣讲指坦回感激笑拿看听接站坐走副家种养今每从边一手身所有无则却仍"
    "先给让使叫请问答认坚赶乘开打找需想能会可经通据按因如到去又兼以于对向"
)
MAY_FOLLOW = frozenset("和来同为发前主出作高强成任当要")
WORDS_BEHIND = re.compile(
    "同志|同学|同时|同意|发现|发言|发来|前往|前来|主持|主动|出席|出示|作为|作了|作出|高兴|高度|强调|成为|成功|成立|任职|当选|为了|来到"
)
END = re.compile(r"[，。、；：！？,.;:!?“”‘’（）()《》\s]|$")
SPEECH = re.compile(r"(?:说|表示|介绍|告诉|坦言|感慨|笑着|回忆|高兴|激动|强调|指出|认为|解释|补充|透露)")
CLAUSE_BEFORE = 14
# 西安市长安区 names no 市长.
OF_A_PLACE = re.compile("[县区镇乡市村街]")
OTHER_HOUSE = re.compile(r"(?:社|网|台|日报|晚报|晨报|时报|客户端|融媒体中心)(?:\w{0,4})(?:记者|通讯员)$")
OWN_HOUSE = re.compile(rf"本[报社网]|{re.escape(settings.PAPER_NAME)}|^日报")
NAME = re.compile(rf"[ :：]?(?P<surname>{SURNAME})(?P<pad> ?)(?P<given>[一-鿿]{{1,2}})")
BEGINS_CLAUSE = "，。、；：！？“”’）》（ 的—"
BEFORE_A_NAME = "进见到对给问据像和跟在与为让请听帮把被向从由叫是"
LONGEST_WORD = 8
# With these begin too many words that are no names: 高洁, 时间, 金融.
OF_WORDS = frozenset("高时金安常于方平成向连经和江马花水云石山白黄温牛商通家全班文明年国边关车席华强雷")
# A name as this reading compares them; in another script nobody types one character for its like.
HAN_NAME = re.compile(rf"[{HAN}][{HAN}·]{{1,11}}")
# A closing credit stands in the last characters of a story.
LONGEST_CREDIT = 400
# So many names of one story differ in the same character.
MOST_ALIKE = 12
OF_A_TOWN = frozenset("镇长 副镇长 乡长 副乡长 支书 第一书记 村医".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A name at one place of a story: `title` is the word it stands behind, empty for a bare photo credit;
    `source` tells which list of names it stands in, and `place` the words before the title.
    """

    name: str
    title: str
    story: Story
    source: str
    place: str = ""

    @property
    def is_credited(self) -> bool:
        return not self.source.startswith("text")

    @property
    def is_one_of_many(self) -> bool:
        return self.title in OF_MANY


def named_in(material: Material) -> list[Named]:
    """Everybody who is credited in the issue or named with a title, in the order of the stories."""
    return [named for story in material.stories for named in [*_credited(story), *_in_text(story)]]


def _credited(story: Story) -> Iterator[Named]:
    article = story.article
    yield from _of_rows(article.credits.all(), story, "credits")
    byline = article.printed_byline
    # 王燕 郭锦萍 without 记者 are names for sure only in brackets.
    printed = parse_byline(byline).credits or parse_byline(f"（{byline}）").credits
    yield from _of_words(printed, story, "byline")
    last = article.body.rstrip().rpartition("\n")[2][-LONGEST_CREDIT:]
    yield from _of_words(parse_closing(last).credits, story, "closing")
    for photo in article.photos.all():
        yield from _of_rows(photo.credits.all(), story, f"photo {photo.pk}")
        credit = captions.part(photo.caption).credit
        if credit:
            yield from _of_words(parse_byline(credit).credits, story, f"caption {photo.pk}")


def _of_rows(credits: Iterable[Credit], story: Story, source: str) -> Iterator[Named]:
    for credit in credits:
        name = normalise_name(credit.printed_text)
        is_name = bool(credit.person) or is_person_name(name) or _is_foreign_to_the_list(name)
        if is_name and HAN_NAME.fullmatch(name):
            place = str(credit.person.town or credit.person.unit or "") if credit.person else ""
            yield Named(name, _word(credit.title, credit.role), story, source, place)


def _is_foreign_to_the_list(name: str) -> bool:
    """A name whose surname the list of surnames has not, such as 劉建华; no body."""
    return bool(re.fullmatch("[一-鿿]{2,3}", name)) and not (name in COLLECTIVES or ORGANISATION.match(name))


def _of_words(credits: Iterable[PrintedCredit], story: Story, source: str) -> Iterator[Named]:
    for credit in credits:
        if is_person_name(credit.name) and HAN_NAME.fullmatch(credit.name):
            yield Named(credit.name, _word(credit.title or "", credit.role), story, source)


def _word(title: str, role: str) -> str:
    """记者 for 本报首席记者; 新华社记者 stays what it is, one of another house."""
    if OTHER_HOUSE.search(title) and not OWN_HOUSE.search(title):
        return title
    kind = kind_of_title(title)
    return KIND_WORDS.get(kind, title) if kind else KIND_OF_ROLE.get(role, "")


def _in_text(story: Story) -> Iterator[Named]:
    for number, line in enumerate(story.own_words):
        text = spaced(line)
        for match in TITLE.finditer(text):
            name, at = name_at(text, match.end())
            if name:
                before = re.split(
                    r"[，。、；：！？\s]", text[max(0, match.start() - CLAUSE_BEFORE) : match.start()]
                )
                place, title = before[-1], match.group()
                if title in BYLINE_WORDS:
                    title = _word(f"{place}{title}", "")
                yield Named(name, title, story, f"text {number} {at}", place)


def spaced(line: str) -> str:
    """The line with any white space as one plain blank."""
    return re.sub(r"\s+", " ", line)


def name_at(text: str, at: int) -> tuple[str, int]:
    """The name at `at` and where its surname stands; empty where none is: a surname, one or two characters.

    Where it ends nothing marks in Chinese: 李明说 is 李明, 李明和 at a comma is a name.
    """
    match = NAME.match(text, at)
    if not match:
        return "", at
    surname, given = match["surname"], match["given"]
    if OF_A_PLACE.search(given):
        return "", at
    if given[0] in "某先女" or (given[0] in FOLLOWS and len(given) > 1 and surname not in COMPOUND):
        return "", at
    if len(given) == 2 and (match["pad"] or _ends_before(text, match.end() - 1)):
        given = given[0]
    return f"{surname}{given}", match.start("surname")


def _ends_before(text: str, at: int) -> bool:
    """Whether the character at `at` begins the next word and does not end the name."""
    character, behind = text[at], at + 1
    if character in FOLLOWS:
        return True
    if character not in MAY_FOLLOW:
        return False
    is_name = END.match(text, behind) or SPEECH.match(text, behind) or text[behind : behind + 1] in FOLLOWS
    return bool(WORDS_BEHIND.match(text, at)) or not is_name


def bare_names(named: list[Named], material: Material) -> Iterator[Named]:
    """Names without a title: 李鸣表示 in the story of 镇长李明, and names of three characters anywhere."""
    everywhere = list(dict.fromkeys(each.name for each in named if len(each.name) > 2))
    of_story: dict[int, dict[str, Named]] = defaultdict(dict)
    for each in named:
        if not each.is_credited:
            of_story[each.story.pk].setdefault(each.name, each)
    titled = {(each.story.pk, each.source) for each in named}
    for story in material.stories:
        own = of_story[story.pk]
        near = _Near(dict.fromkeys([*own, *everywhere]))
        yield from (each for each in _bare_in(story, near, own) if (story.pk, each.source) not in titled)


class _Near:
    """Names by their characters but those in which a variant differs."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_key: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for key in self._keys(name):
                if len(self.by_key[key]) < MOST_ALIKE:
                    self.by_key[key].append(name)
        self.sizes = sorted({len(name) for name in names})
        self.surnames = {name[0] for name in names}
        self.known: dict[str, list[str]] = {}

    @staticmethod
    def _keys(name: str) -> list[str]:
        """王_明 and 王小_ for 王小明: the surname stays."""
        gaps = combinations(range(1, len(name)), max(1, min(2, len(name) - 2)))
        return ["".join("_" if at in gap else each for at, each in enumerate(name)) for gap in gaps]

    def to(self, word: str) -> list[str]:
        """The names of which the word is a variant."""
        if word not in self.known:
            names = dict.fromkeys(name for key in self._keys(word) for name in self.by_key.get(key, ()))
            self.known[word] = [name for name in names if is_variant(word, name)]
        return self.known[word]


def _bare_in(story: Story, near: _Near, own: dict[str, Named]) -> Iterator[Named]:
    for number, line in enumerate(story.own_words):
        text = spaced(line)
        starts = [at for at, character in enumerate(text) if character in near.surnames]
        for start, size in product(starts, near.sizes):
            window = text[start : start + size]
            for name in near.to(window) if len(window) == size else ():
                title, place = (own[name].title, own[name].place) if name in own else ("", "")
                if _is_name(text, start, size, title=title):
                    yield Named(window, title, story, f"text {number} {start}", place)


def _is_name(text: str, start: int, size: int, *, title: str) -> bool:
    """Two characters are a word too often: they begin a clause, and something is said or done.

    `title` is that of the name in the story, empty where the name does not stand in it.
    """
    after = text[start + size : start + size + LONGEST_WORD]
    goes_on = bool(SPEECH.match(after)) or bool(title and after.startswith(title))
    if size == 2:
        begins = start == 0 or text[start - 1] in BEGINS_CLAUSE
        if text[start] in OF_WORDS:
            return begins and goes_on
        return (begins or text[start - 1] in BEFORE_A_NAME) and (goes_on or after[:1] in FOLLOWS)
    return bool(title) or goes_on or bool(END.match(after)) or after[:1] in FOLLOWS


def places_of(named: Named, material: Material) -> tuple[set[str], set[str]]:
    """The towns and the counties that the words before the title name, or else those of the story.

    The towns of a story say where its people live and who is mayor, but not where a correspondent writes.
    """
    towns, counties = named_places(named, material)
    if towns or counties:
        return towns, counties
    rows = material.towns[named.story.pk]
    county = named.story.article.county
    own = {row.county for row in rows if row.county} | ({county.name} if county else set())
    own = own or material.counties_told[named.story.pk]
    is_local = not named.is_credited and (named.title in OF_A_TOWN or named.is_one_of_many or not named.title)
    return ({row.name for row in rows} if is_local else set()), own


def named_places(named: Named, material: Material) -> tuple[set[str], set[str]]:
    return material.places_in(named.place)
