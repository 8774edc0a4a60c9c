"""What speaks for and against a piece of text going on a story. All weights stand in `WEIGHTS`.

They were fitted on practice pages and rounded; what matters is their order, not the last digit.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.text import CLOSERS, ends_sentence
from ingest.page.words import cuts_word
from ingest.text import unclosed, unopened, without_space
from people.bylines import fold
from towns.gazetteer import Gazetteer

WEIGHTS = {
    "leave": -3.5,  # turning from the story at hand to another one
    "leave-interrupted": -0.6,  # the same after a caption, a notice or briefs
    "leave-open": -0.5,  # the same where the story at hand stops inside a sentence
    "distance": -0.2,  # for each story that began since
    "open-join": 2.0,  # the sentence at hand waits for its end
    "waiting": 0.8,  # so does that of an earlier story
    "looks-cut": 2.3,  # and the piece reads like the end of a sentence
    "word-spans": 2.4,  # 土特|产
    "name-spans": 5.0,  # 随|官屯镇: the join makes a town's name
    "quote-closes": 4.0,
    "quote-clash": -4.0,
    "attested": 1.8,  # the characters of the join stand together elsewhere on the page
    "opener-into-open": -2.6,  # 近日,… cannot go on inside a sentence
    "middle-into-closed": -3.5,  # 会”144场 cannot begin a paragraph
    "plain-into-closed": -1.0,  # nothing shows that a paragraph begins here
    "after-crosshead": 4.2,
    "crosshead-left": -2.5,  # a crosshead with no text under it
    "twin-crosshead": 2.5,  # both have crossheads
    "speech-into-open": -2.2,
    "leave-plain": -0.7,  # the same although the piece does not read like a paragraph
    "leave-early": -1.1,  # leaving a story after its first paragraph
    "indent-clash": -6.0,
    "shared": 3.8,  # shared two-character groups, weighed by rarity
    "phrases": 0.3,  # and of longer ones that hardly any other story prints
    "same-town": 2.4,
    "other-town": -2.9,
    "same-county": 0.0,
    "other-county": -2.7,
    "village": 2.9,
    "other-village": -2.3,
    "anaphora": 1.0,  # 该局 and a bureau in the story
    "no-antecedent": -2.5,
    "after-end-byline": -8.0,
    "second-byline": -5.0,
    "end-byline": 1.5,
    "after-brief": -6.0,
    "left-open": -0.3,  # a story whose last sentence nothing ends
}

OPENER = re.compile(
    r"^(?:[“‘]|近日|日前|连日来|目前|眼下|如今|今年|去年|近年来|两年来|三年来|同时|此外|另外|下一步|接下来|据|截至|截止|当天|当日|活动|"
    r"为[了进切全加提深推丰确做落营]?|随着|通过|针对|面对|自|走进|对于|其中|这是|这里|该[一-鿿]|近几|入[冬春夏秋]|立足|依托|围绕|坚持|聚焦|"
    r"\d{1,2}月|\d{4}年|[●■◆]|在[一-鿿]{2,12}[,的]|一[是方]|首先|其次|最后|最终|不仅如此|与此同时|值得一提|如何|[一二三四五六七八九十]、)"
)
SPEECH = re.compile(r"^“[^”]*[,。!?][^”]*”")
MIDDLE = re.compile(
    r"^(?:[的了着过们等之]|[,。、;:!?”’)》]|[一-鿿]{1,4}[。”]|\d+[余多]?[一-鿿]{1,2}[(,。、]|(?:起来|下来|出来|和|与|及|或|而|则)[一-鿿])"
)
ANAPHOR = re.compile(
    r"该(县|区|镇|乡|街道|村|社区|局|院|校|公司|企业|中心|园区|大队|单位|行|所|站|项目|学校|厂|基地|合作社|集团)"
)
SUBDISTRICT = re.compile(r"(?:^|[,。;])(?:该)?街道(?![一-鿿]?两|灯|上|宽)")
WHOLE_PLACE = {
    "全县": "县",
    "全区": "区",
    "全镇": "镇街道",
    "全乡": "乡",
    "全村": "村社",
    "全校": "校",
    "全局": "局",
}
MEASURES = frozenset(
    "个名人户家条台件万亿元余多次场份项处里公斤亩吨米株棵支批户所岁年月日时分%℃级度辆套栋间座"
)


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A stretch of page text with the features it is compared by."""

    text: str
    grams: frozenset[str]
    phrases: frozenset[str]
    towns: frozenset[str]
    counties: frozenset[str]
    villages: tuple[frozenset[str], ...]
    is_indented: bool | None = None
    is_crosshead: bool = False
    starts_with_place: bool = False
    unclosed: str = ""
    unopened: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the text stops inside a sentence."""
        return not self.is_crosshead and not ends_sentence(self.text)


def features(
    text: str, gazetteer: Gazetteer, *, is_indented: bool | None, is_crosshead: bool, stock: frozenset[str]
) -> Text:
    """`stock` are sentences printed in several places (群众的获得感不断增强。): they tell nothing."""
    flat = without_space(fold(text))
    mentions = gazetteer.find(flat)
    told = "".join(sentence for sentence in sentences(flat) if sentence not in stock)
    # Places are weighed by themselves, and a county's name is shared by half of the page.
    for place in {*gazetteer.counties, *(mention.matched for mention in mentions)}:
        told = told.replace(place, "|")
    counties = set(gazetteer.counties_in(flat)) | {m.county for m in mentions if m.county}
    return Text(
        text=flat,
        grams=frozenset(_grams(told, 2)),
        phrases=frozenset(_grams(told, 3)),
        towns=frozenset(m.town for m in mentions),
        counties=frozenset(counties),
        villages=tuple(gazetteer.villages_in(flat).values()),
        is_indented=is_indented,
        is_crosshead=is_crosshead,
        unclosed=unclosed(flat),
        unopened=unopened(flat),
        starts_with_place=any(m.start == 0 for m in mentions)
        or flat.startswith(gazetteer.counties or ("\0",)),
    )


def sentences(flat: str) -> list[str]:
    return re.findall(r"[^。!?！？]+[。!?！？]?[”’」』)]*|[。!?！？]", flat)


def stock_sentences(texts: Iterable[str]) -> frozenset[str]:
    """Whole sentences that the page prints more than once."""
    counts = Counter(s for text in texts for s in set(sentences(without_space(fold(text)))) if len(s) >= 8)
    return frozenset(sentence for sentence, count in counts.items() if count > 1)


def _grams(flat: str, size: int) -> Iterable[str]:
    groups = (flat[i : i + size] for i in range(len(flat) - size + 1))
    return (group for group in groups if group.isalnum() and not group.isdigit())


class Rarity:
    """How telling a group of characters is on this page: 柳编 in one story tells more than 群众 in all.

    Stretches are the texts between two beginnings of stories. A group counts by the stretches that print it,
    the piece in question left out of its own.
    """

    def __init__(self, texts: Sequence[Text], stretches: Sequence[int]) -> None:
        self._stretch_of = dict(zip(texts, stretches, strict=True))
        self._places: dict[str, Counter[int]] = defaultdict(Counter)
        for text, stretch in zip(texts, stretches, strict=True):
            for gram in text.grams | text.phrases:
                self._places[gram][stretch] += 1
        self._total = len(set(stretches)) + 1

    def weight(self, gram: str, piece: Text) -> float:
        places = self._places[gram]
        own = places[self._stretch_of[piece]] == 1
        return max(0.0, math.log(self._total / max(1, len(places) - own)))

    def shared(self, piece: Text, counts: Counter[str]) -> float:
        """Two-character groups of the piece in the story, by rarity and by how often the story says them."""
        found = piece.grams & counts.keys()
        weight = sum(self.weight(gram, piece) * (1 + 0.7 * math.log(counts[gram])) for gram in found)
        return 1.2 * (1 - math.exp(-weight / (len(piece.grams) + 10) ** 0.6 / 0.9))

    def phrases(self, piece: Text, story: Sequence[Text]) -> float:
        """Names and terms of three characters and more that hardly any other stretch prints: 板凳会."""
        shared = piece.phrases & frozenset().union(*(text.phrases for text in story))
        rare = [self.weight(phrase, piece) for phrase in shared]
        return min(2.0, sum(weight for weight in rare if weight > 1.0) / 3)


def join_reasons(tail: Text, head: Text, pairs: frozenset[str], gazetteer: Gazetteer) -> dict[str, float]:
    """Whether `head` can stand right after `tail`: inside a sentence if that is open, else as a paragraph.

    `pairs` are the pairs of characters that stand together somewhere on the page.
    """
    if not tail.is_open:
        return _paragraph_reasons(tail, head)
    reasons: dict[str, float] = {}
    if head.is_indented:
        reasons["indent-clash"] = 1.0
    elif head.is_indented is False or looks_cut(head):
        reasons["looks-cut"] = 1.0
    if cuts_word(tail.text, head.text):
        reasons["word-spans"] = 1.0
    if name_spans(tail.text, head.text, gazetteer):
        reasons["name-spans"] = 1.0
    reasons.update(_quote_reasons(tail, head))
    if opens_paragraph(head) and tail.text[-1:] not in ",、:":
        reasons["opener-into-open"] = 1.0 if OPENER.match(head.text) and head.is_indented is None else 0.3
    if SPEECH.match(head.text) and tail.text[-1:] not in ",:":
        reasons["speech-into-open"] = 1.0
    if is_attested(tail.text, head.text, pairs):
        reasons["attested"] = 1.0
    return reasons


def _paragraph_reasons(tail: Text, head: Text) -> dict[str, float]:
    reasons = {"after-crosshead": 1.0} if tail.is_crosshead else {}
    if head.is_indented or head.is_crosshead:
        return reasons
    if head.is_indented is False:
        reasons["middle-into-closed"] = 1.5
    elif looks_cut(head):
        reasons["middle-into-closed"] = 1.0
    elif not opens_paragraph(head):
        reasons["plain-into-closed"] = 1.0
    return reasons


def opens_paragraph(head: Text) -> bool:
    """Whether a piece begins as paragraphs do: with a time, a quotation, 该…, or a place."""
    return bool(OPENER.match(head.text)) or head.starts_with_place


def looks_cut(head: Text) -> bool:
    """Whether a piece reads like the end of a sentence that began elsewhere: 走。”园区管委会…"""
    return bool(MIDDLE.match(head.text) or head.unopened)


def name_spans(tail: str, head: str, gazetteer: Gazetteer) -> bool:
    """Whether the last characters of `tail` and the first of `head` are one town's or county's name."""
    around, seam = tail[-5:] + head[:8], len(tail[-5:])
    spans = [(m.start, m.end) for m in gazetteer.find(around)]
    return any(start < seam < end for start, end in spans)


def _quote_reasons(tail: Text, head: Text) -> dict[str, float]:
    if tail.unclosed and head.unopened:
        return {"quote-closes": 1.0}
    if head.unopened:
        return {"quote-clash": 1.0}
    if tail.unclosed:
        return {"quote-clash": 0.7 if ends_sentence(head.text) else 0.3}
    return {}


def is_attested(tail: str, head: str, pairs: frozenset[str]) -> bool:
    """医|保 is one word if the page prints 医保 elsewhere; a number goes on with its measure (清单|93项)."""
    end = tail.rstrip(CLOSERS)
    if not end or not head:
        return False
    if end[-1].isdigit() and head[0] in MEASURES:
        return True
    return end[-1] + head[0] in pairs


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
    if SUBDISTRICT.search(piece.text) and not piece.towns:
        wanted.append("街道")
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
