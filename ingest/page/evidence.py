"""What speaks for and against a piece of text going on a story. All weights stand in `WEIGHTS`.

They were fitted to give the right story the highest likelihood among all that a piece could go to, on
pages made anew out of the stories of the practice pages, cut and mixed at random. Fitted on half of the
subjects they place the pieces of the other half as well. What matters is their order, not the last digit.
"""

from __future__ import annotations

import re

from articles.text import CLOSERS, ends_sentence
from ingest.page.features import Rarity, Text
from ingest.page.held import Held, PieceTexts
from ingest.page.words import cuts_word
from towns.gazetteer import Gazetteer

WEIGHTS = {
    "own-story": -9.0,  # taking a piece for the rest of a story of another page
    "leave": -2.5,  # turning from the story at hand to another one
    "leave-interrupted": -0.1,  # the same after a caption, a notice or briefs
    "leave-open": -0.1,  # the same where the story at hand stops inside a sentence
    "distance": -0.5,  # for each story that began since
    "open-join": 1.0,  # the sentence at hand waits for its end
    "waiting": 0.4,  # so does that of an earlier story
    "looks-cut": 1.6,  # and the piece reads like the end of a sentence
    "word-spans": 2.1,  # 土特|产
    "name-spans": 5.0,  # 随|官屯镇: the join makes a town's name
    "quote-closes": 3.5,
    "quote-clash": -4.7,
    "attested": 2.4,  # the characters of the join stand together elsewhere on the page
    "opener-into-open": -2.2,  # 近日,… cannot go on inside a sentence
    "middle-into-closed": -2.8,  # 会”144场 cannot begin a paragraph
    "plain-into-closed": -1.3,  # nothing shows that a paragraph begins here
    "after-crosshead": 3.6,
    "crosshead-left": -2.5,  # a crosshead with no text under it
    "twin-crosshead": 2.4,  # both have crossheads
    "speech-into-open": -2.5,
    "leave-early": -0.8,  # leaving a story after its first paragraph
    "indent-clash": -6.0,
    "shared": 2.6,  # shared two-character groups, weighed by rarity
    "same-town": 2.9,
    "other-town": -3.3,
    "new-town": -0.4,  # the story names no town at all
    "other-county": -3.4,
    "village": 3.4,
    "other-village": -2.7,
    "after-closing": -2.9,  # the story has told what is to come, as last paragraphs do
    "title": 3.2,  # two-character groups shared with the title
    "same-topic": 5.1,  # the share of its fields (school, court, farming) that the story has
    "other-topic": -1.9,  # it speaks of none of them
    "anaphora": 1.4,  # 该局 and a bureau in the story
    "no-antecedent": -2.9,
    "after-end-byline": -7.1,
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
# With what is to come, or with the praise of the people, a story ends.
CLOSING = re.compile(
    r"下一步|接下来|今后|将(?:继续|持续|进一步|以)|不断提升|获得感|满意度|(?:受|得)到了?(?:广大)?(?:群众|居民|市民|村民)"
)
SPEECH = re.compile(r"^“[^”,。!?]*[,。!?][^”]*”")
MIDDLE = re.compile(
    r"^(?:[的了着过们等之]|(?![据但而可])[一-鿿][,、]|[,。、;:!?”’)》]|[一-鿿]{1,4}[。”]|\d+[余多]?[一-鿿]{1,2}[(,。、]|(?:起来|下来|出来|和|与|及|或|而|则)[一-鿿])"
)
MEASURES = frozenset(
    "个名人户家条台件万亿元余多次场份项处里公斤亩吨米株棵支批户所岁年月日时分%℃级度辆套栋间座"
)


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
    """医|保 is one word if the page prints 医保 elsewhere; a number goes on: 30|00米, 93|项."""
    end = tail.rstrip(CLOSERS)
    if not end or not head:
        return False
    if end[-1].isdigit() and (head[0].isdigit() or head[0] in MEASURES):
        return True
    return end[-1] + head[0] in pairs


def content_reasons(
    piece: PieceTexts, story: Held, *, rarity: Rarity, pairs: frozenset[str], gazetteer: Gazetteer
) -> dict[str, float]:
    """What the piece and the story say, wherever the other stories stand."""
    reasons: dict[str, float] = {}
    if piece.texts and story.tail is not None:
        head, body = piece.texts[0], piece.texts[-1]
        reasons = {
            "shared": rarity.shared(body, story.counts),
            "title": rarity.shared(body, story.title),
            **join_reasons(story.tail, head, pairs, gazetteer),
            **place_reasons(body, story),
            **topic_reasons(body, story),
        }
        if not story.tail.is_open and CLOSING.search(story.tail.text):
            reasons["after-closing"] = 1.0
        if head.is_crosshead and story.has_crosshead:
            reasons["twin-crosshead"] = 1.0
        if body.referred:
            is_met = all(not story.bodies.isdisjoint(words) for words in body.referred)
            reasons["anaphora" if is_met else "no-antecedent"] = 1.0
    if story.draft.is_brief:
        reasons["after-brief"] = 1.0
    if story.is_ended:
        reasons["after-end-byline"] = 1.0
    if piece.has_credits:
        reasons["second-byline" if story.has_byline else "end-byline"] = 1.0
    return reasons


def place_reasons(piece: Text, story: Held) -> dict[str, float]:
    """Towns, counties and villages of the piece against those of the story."""
    reasons: dict[str, float] = {}
    if piece.towns & story.towns:
        reasons["same-town"] = 1.0
    elif piece.towns:
        reasons["other-town" if story.towns else "new-town"] = 1.0
    if piece.counties and story.counties and not piece.counties & story.counties:
        reasons["other-county"] = 1.0
    for homes in piece.villages:
        if story.towns and not piece.towns:
            reasons["village" if homes & story.towns else "other-village"] = 1.0
    return reasons


def topic_reasons(piece: Text, story: Held) -> dict[str, float]:
    """Whether the piece and the story are about the same: by the share of the fields of the piece."""
    words = piece.topics.total()
    if not words or not story.topics:
        return {}
    known = sum(count for name, count in piece.topics.items() if story.topics[name])
    told = sum(count * min(1.0, story.topics[name] / 4) for name, count in piece.topics.items())
    reasons = {"same-topic": told / words * min(1.0, words / 4)}
    if not known:
        reasons["other-topic"] = min(1.0, words / 4)
    return reasons


def total(reasons: dict[str, float]) -> float:
    score = 0.0
    for name, amount in reasons.items():
        score += WEIGHTS[name] * amount
    return score
