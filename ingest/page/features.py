"""Texts of a page with the features by which they are compared."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.text import ends_sentence
from ingest.page.topics import topics
from ingest.text import unclosed, unopened, without_space
from people.bylines import fold
from towns.gazetteer import Gazetteer

REFERS = re.compile(
    r"该(县|区|镇|乡|街道|村|社区|局|院|校|公司|企业|中心|园区|大队|单位|行|所|站|项目|学校|厂|基地|合作社|集团)"
)
SUBDISTRICT = re.compile(r"(?:^|[,。;])(?:该)?街道(?![一-鿿]?两|灯|上|宽)")
# What a word may refer to; a word that is not here to what is called like it.
_TOWN = ("镇", "街道", "乡")
_FIRM = ("公司", "企业", "厂", "集团")
_SCHOOL = ("校", "中学", "小学", "第一中", "幼儿园")
_ANYTHING = ("",)
ANTECEDENTS = {
    "镇": _TOWN,
    "乡": _TOWN,
    "公司": _FIRM,
    "企业": _FIRM,
    "厂": _FIRM,
    "集团": _FIRM,
    "校": _SCHOOL,
    "学校": _SCHOOL,
    "单位": _ANYTHING,
}
WHOLE_PLACE = {
    "全县": ("县",),
    "全区": ("区",),
    "全镇": _TOWN,
    "全乡": _TOWN,
    "全村": ("村", "社区"),
    "全校": _SCHOOL,
    "全局": ("局",),
}
_KINDS = REFERS.pattern[2:-1].split("|")
BODIES = frozenset(
    word
    for words in (*(ANTECEDENTS.get(kind, (kind,)) for kind in _KINDS), *WHOLE_PLACE.values())
    for word in words
)


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A stretch of page text with the features it is compared by.

    `bodies` are the words of `BODIES` it prints; each of `referred` is a set of words of which its story must
    print one (该局 needs a bureau). `is_open` says that it stops inside a sentence.
    """

    text: str
    grams: frozenset[str]
    towns: frozenset[str]
    counties: frozenset[str]
    villages: tuple[frozenset[str], ...]
    topics: Counter[str]
    bodies: frozenset[str]
    referred: tuple[tuple[str, ...], ...]
    is_indented: bool | None
    is_crosshead: bool
    is_open: bool
    starts_with_place: bool
    unclosed: str
    unopened: str


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
    towns = frozenset(mention.town for mention in mentions)
    return Text(
        text=flat,
        grams=frozenset(_grams(told)),
        towns=towns,
        counties=frozenset({*gazetteer.counties_in(flat), *(m.county for m in mentions if m.county)}),
        villages=tuple(gazetteer.villages_in(flat).values()),
        topics=topics(told),
        bodies=frozenset(word for word in BODIES if word in flat),
        referred=_referred(flat, names_town=bool(towns)),
        is_indented=is_indented,
        is_crosshead=is_crosshead,
        is_open=not is_crosshead and not ends_sentence(flat),
        starts_with_place=any(mention.start == 0 for mention in mentions)
        or flat.startswith(gazetteer.counties or ("\0",)),
        unclosed=unclosed(flat),
        unopened=unopened(flat),
    )


def _referred(flat: str, *, names_town: bool) -> tuple[tuple[str, ...], ...]:
    kinds = [match.group(1) for match in REFERS.finditer(flat)][:2]
    if SUBDISTRICT.search(flat) and not names_town:
        kinds.append("街道")
    whole = [words for phrase, words in WHOLE_PLACE.items() if phrase in flat][:1]
    return (*(ANTECEDENTS.get(kind, (kind,)) for kind in kinds), *whole)


def sentences(flat: str) -> list[str]:
    return re.findall(r"[^。!?！？]+[。!?！？]?[”’」』)]*|[。!?！？]", flat)


def stock_sentences(texts: Iterable[str]) -> frozenset[str]:
    """Whole sentences that the page prints more than once."""
    counts = Counter(s for text in texts for s in set(sentences(without_space(fold(text)))) if len(s) >= 8)
    return frozenset(sentence for sentence, count in counts.items() if count > 1)


def _grams(flat: str) -> Iterable[str]:
    """The groups of two characters."""
    groups = (flat[i : i + 2] for i in range(len(flat) - 1))
    return (group for group in groups if group.isalnum() and not group.isdigit())


class Rarity:
    """How telling a group of characters is on this page: 柳编 in one story tells more than 群众 in all.

    Stretches are the texts between two beginnings of stories. A group counts by the stretches that print it,
    the piece in question left out of its own.
    """

    def __init__(self, texts: Sequence[Text], stretches: Sequence[int]) -> None:
        self._stretch_of = dict(zip(texts, stretches, strict=True))
        self._places: dict[str, Counter[int]] = defaultdict(Counter)
        for text, stretch in self._stretch_of.items():
            for gram in text.grams:
                self._places[gram][stretch] += 1
        self._total = len(set(stretches)) + 1
        self._weights: dict[Text, dict[str, float]] = {}

    def weights(self, piece: Text) -> dict[str, float]:
        """The groups of a piece, each with its weight."""
        if piece not in self._weights:
            stretch = self._stretch_of[piece]
            self._weights[piece] = {gram: self._weight(gram, stretch) for gram in piece.grams}
        return self._weights[piece]

    def _weight(self, gram: str, stretch: int) -> float:
        places = self._places[gram]
        return max(0.0, math.log(self._total / max(1, len(places) - (places[stretch] == 1))))

    def shared(self, piece: Text, counts: Counter[str]) -> float:
        """Two-character groups of the piece in the story, by rarity and by how often the story says them."""
        weights = self.weights(piece)
        found = piece.grams & counts.keys()
        weight = sum(weights[gram] * (1 + 0.7 * math.log(counts[gram])) for gram in found)
        return 1.2 * (1 - math.exp(-weight / (len(piece.grams) + 10) ** 0.6 / 0.9))
