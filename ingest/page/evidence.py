"""What speaks for and against a piece of text going on a story. Every weight stands in one place, `WEIGHTS`."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.text import CLOSERS, ends_sentence, fold, unclosed, unopened, without_space
from towns.gazetteer import Gazetteer

WEIGHTS = {
    "leave": -3.0,  # turning from the story at hand to another one
    "leave-interrupted": -1.8,  # the same after a caption, a notice or briefs
    "leave-open": -1.0,  # the same where the story at hand stops inside a sentence and the piece cannot go on it
    "distance": -0.12,  # for each story that began since
    "open-join": 2.5,  # an open sentence waits for its end
    "quote-closes": 4.0,
    "quote-clash": -4.0,
    "attested": 1.5,  # the characters of the join stand together elsewhere on the page
    "opener-into-open": -3.0,  # 近日,… cannot go on inside a sentence
    "middle-into-closed": -3.5,  # 会”144场 cannot begin a paragraph
    "indent-clash": -6.0,
    "shared": 1.0,  # shared two-character groups, weighed by rarity
    "same-town": 2.0,
    "other-town": -2.5,
    "same-county": 0.5,
    "other-county": -2.5,
    "village": 2.0,
    "other-village": -1.5,
    "anaphora": 0.8,  # 该局 and a bureau in the story
    "no-antecedent": -2.5,
    "after-end-byline": -8.0,
    "second-byline": -5.0,
    "end-byline": 1.5,
    "after-brief": -6.0,
    "left-open": -1.2,  # a story whose last sentence nothing ends
}

OPENER = re.compile(
    r"^(?:[“‘]|近日|日前|连日来|目前|眼下|如今|今年|去年|近年来|两年来|三年来|同时|此外|另外|下一步|接下来|据|截至|截止|当天|当日|活动|"
    r"为[了进切全加提深推丰确做落营]?|随着|通过|针对|面对|自|走进|对于|其中|这是|这里|该[一-鿿]|近几|入[冬春夏秋]|立足|依托|围绕|坚持|聚焦|"
    r"\d{1,2}月|\d{4}年|[●■◆]|在[一-鿿]{2,12}[,的]|一[是方]|首先|其次|最后|最终|不仅如此|与此同时|值得一提|如何|[一二三四五六七八九十]、)"
)
MIDDLE = re.compile(r"^(?:[的了着过们等之]|[,。、;:!?”’)》]|[一-鿿]{1,6}[。”]|(?:起来|下来|出来|和|与|及|或|而|则)[一-鿿])")
ANAPHOR = re.compile(r"该(县|区|镇|乡|街道|村|社区|局|院|校|公司|企业|中心|园区|大队|单位|行|所|站|项目|学校|厂|基地|合作社|集团)")
WHOLE_PLACE = {"全县": "县", "全区": "区", "全镇": "镇街道", "全乡": "乡", "全村": "村社", "全校": "校", "全局": "局"}
MEASURES = frozenset("个名人户家条台件万亿元余多次场份项处里公斤亩吨米株棵支批户所岁年月日时分%℃级度辆套栋间座")


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of page text with the features it is compared by."""

    text: str
    grams: frozenset[str]
    towns: frozenset[str]
    counties: frozenset[str]
    villages: tuple[frozenset[str], ...]
    is_indented: bool | None = None


def features(text: str, gazetteer: Gazetteer, *, is_indented: bool | None = None) -> Text:
    flat = without_space(fold(text))
    mentions = gazetteer.find(flat)
    counties = set(gazetteer.counties_in(flat)) | {m.county for m in mentions if m.county}
    return Text(
        text=flat,
        grams=frozenset(_grams(flat)),
        towns=frozenset(m.town for m in mentions),
        counties=frozenset(counties),
        villages=tuple(gazetteer.villages_in(flat).values()),
        is_indented=is_indented,
    )


def _grams(flat: str) -> Iterable[str]:
    return (flat[i : i + 2] for i in range(len(flat) - 1) if flat[i].isalnum() and flat[i + 1].isalnum())


class Rarity:
    """How telling a two-character group is on this page: 柳编 in one story tells more than 群众 in all."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._count = Counter(gram for text in texts for gram in text.grams)
        self._total = max(1, len(texts))

    def shared(self, piece: Text, story: Iterable[Text]) -> float:
        common = piece.grams & frozenset().union(*(text.grams for text in story))
        weight = sum(max(0.0, math.log(self._total / (1.0 + self._count[gram])) - 0.3) for gram in common)
        return weight / math.sqrt(len(piece.grams) + 8)


def join_reasons(tail: Text, head: Text, page: str) -> dict[str, float]:
    """Whether `head` can stand right after `tail`: inside a sentence if that is open, else as a paragraph."""
    if ends_sentence(tail.text):
        return _paragraph_reasons(head)
    reasons = {"open-join": 1.0}
    if head.is_indented:
        reasons["indent-clash"] = 1.0
    reasons.update(_quote_reasons(tail.text, head.text))
    if OPENER.match(head.text) and tail.text[-1] not in ",、:":
        reasons["opener-into-open"] = 1.0 if head.is_indented is None else 0.3
    if is_attested(tail.text, head.text, page):
        reasons["attested"] = 1.0
    return reasons


def _paragraph_reasons(head: Text) -> dict[str, float]:
    if head.is_indented:
        return {}
    if head.is_indented is False:
        return {"middle-into-closed": 1.5}
    looks_cut = bool(MIDDLE.match(head.text) or unopened(head.text))
    return {"middle-into-closed": 1.0} if looks_cut else {}


def _quote_reasons(tail: str, head: str) -> dict[str, float]:
    waiting, lone = unclosed(tail), unopened(head)
    if waiting and lone:
        return {"quote-closes": 1.0}
    if lone:
        return {"quote-clash": 1.0}
    if waiting:
        return {"quote-clash": 0.7 if ends_sentence(head) else 0.3}
    return {}


def is_attested(tail: str, head: str, page: str) -> bool:
    """医|保 is one word if the page prints 医保 elsewhere; a number goes on with its measure (清单|93项)."""
    end = tail.rstrip(CLOSERS)
    if not end or not head:
        return False
    if end[-1].isdigit() and head[0] in MEASURES:
        return True
    return len(head) > 1 and (page.count(end[-1] + head[:1]) > 0) and end[-1].isalnum() and head[0].isalnum()


def place_reasons(piece: Text, story: Sequence[Text]) -> dict[str, float]:
    """Towns, counties and villages of the piece against those of the story."""
    reasons: dict[str, float] = {}
    towns = frozenset().union(*(text.towns for text in story))
    counties = frozenset().union(*(text.counties for text in story))
    if piece.towns:
        reasons.update({"same-town": 1.0} if piece.towns & towns else {"other-town": 1.0} if towns else {})
    if piece.counties and counties:
        reasons["same-county" if piece.counties & counties else "other-county"] = 1.0
    for homes in piece.villages:
        if towns and not piece.towns:
            reasons["village" if homes & towns else "other-village"] = 1.0
    return reasons


def anaphora_reasons(piece: Text, story: Sequence[Text]) -> dict[str, float]:
    """该局 needs a bureau to refer to, 全镇 a town."""
    wanted = [match.group(1) for match in ANAPHOR.finditer(piece.text)][:2]
    wanted += [kind for phrase, kind in WHOLE_PLACE.items() if phrase in piece.text][:1]
    if not wanted:
        return {}
    whole = "".join(text.text for text in story)
    if all(_refers(kind, whole) for kind in wanted):
        return {"anaphora": 1.0}
    return {"no-antecedent": 1.0}


def _refers(kind: str, story: str) -> bool:
    if kind in ("镇", "镇街道", "乡"):
        return any(word in story for word in ("镇", "街道", "乡"))
    if kind in ("公司", "企业", "厂", "集团"):
        return any(word in story for word in ("公司", "企业", "厂", "集团"))
    if kind in ("校", "学校"):
        return any(word in story for word in ("校", "中学", "小学", "第一中", "幼儿园"))
    if kind == "单位":
        return True
    return any(word in story for word in ([kind] if kind != "村社" else ["村", "社区"]))


def total(reasons: dict[str, float]) -> float:
    return sum(WEIGHTS[name] * amount for name, amount in reasons.items())
