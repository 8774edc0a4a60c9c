"""Where a story begins: title or crosshead, title line or the end of a cut paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.page import titles
from ingest.page.events import Event, has_byline_above, is_open_above, text_above
from ingest.page.evidence import MIDDLE, OPENER
from ingest.page.units import Unit, is_closed
from ingest.page.words import cuts_word
from ingest.text import is_han
from people.bylines import fold
from towns.gazetteer import Gazetteer

NEAR = 80  # units to each side; crossheads of one story stand no further apart
# A line that reads so much like running text is a fragment even if the text above is closed.
SURE_FRAGMENT = 1.5
SURE_BEGINNING = 2.5
FIRST_UNITS = 4  # of a story, whose words may attest those of its title
TOWN_FIRST = re.compile(r"[一-鿿]{1,4}(?:镇|乡|街道|县|区)")
LONGEST_NAME = 8  # characters of the name of a column


def is_fragment(run: Sequence[Unit], below: Sequence[Unit], *, events: Sequence[Event]) -> bool:
    """Whether the first of some title lines is a piece of a cut paragraph: 挖掘人才资源,完善人才信息.

    A comma shows it, unless the line is all that stands above a byline; and so does a kicker with a headline
    below it, since three lines are a kicker and two of one headline.
    """
    text = fold(run[0].text)
    is_above_text = bool(below) and bool(below[0].byline.dateline)
    if "," in text or (text.rstrip().endswith(("!", "?")) and not is_above_text):
        return len(run) > 1 or not is_above_text
    if len(run) == 1 and is_above_text:
        return False
    if len(text) > LONGEST_NAME and _stands_above_a_whole_title(run, below):
        return True
    following = fold(run[1].text) if len(run) > 1 else None
    likeness = titles.fragment_likeness(text, next_line=following)
    likeness += following is not None and _names_town(text) and _names_town(following)
    return likeness > (0 if is_open_above(events) else SURE_FRAGMENT)


def _stands_above_a_whole_title(run: Sequence[Unit], below: Sequence[Unit]) -> bool:
    lines = [unit.text for unit in run if unit.kind != "deck"]
    text_below = "".join(unit.text for unit in below[:FIRST_UNITS])
    return len(lines) > 2 and not titles.runs_on(lines[-2], lines[-1], text_below=text_below)


def _names_town(line: str) -> bool:
    """Whether a line begins with a town, as 普连集镇将社保… and 普连集镇:渠通地旺 do."""
    return bool(TOWN_FIRST.match(line))


def runs_into_text(
    run: Sequence[Unit], below: Sequence[Unit], *, events: Sequence[Event], units: Sequence[Unit]
) -> bool:
    """Whether the last of some title lines is the first piece of a paragraph: 将社保等业|务集中到大厅。"""
    if not below or below[0].kind != "body" or below[0].byline.dateline or run[-1].kind != "title":
        return False
    line, text = fold(run[-1].text).strip(), fold(below[0].text)
    if titles.CROSSHEAD_NUMBER.match(line) or line.endswith((":", "!", "?")) or has_twin(run[-1:], units):
        return False
    cuts = cuts_word(line, text)
    looks_like_text = _has_comma(line) + _begins_like_text(line) + 1.5 * _wants_more(line)
    is_open = _has_comma(fold(run[-2].text)) if len(run) > 1 else is_open_above(events)
    if is_open and not cuts and not looks_like_text:
        return False  # What goes on below may be the sentence above.
    is_middle = bool(MIDDLE.match(text) or titles.BREAKS_BEFORE.match(text))
    score = 2 * cuts + 2 * is_middle + (not OPENER.match(text)) + looks_like_text
    return score >= SURE_BEGINNING


def _has_comma(line: str) -> bool:
    return "," in line or "、" in line


def _begins_like_text(line: str) -> bool:
    return bool(OPENER.match(line) or titles.BODY_OPENING.match(line))


def _wants_more(line: str) -> bool:
    return bool(titles.UNFINISHED.search(line) or titles.WANTS_OBJECT.search(line))


def goes_on(unit: Unit, below: Unit) -> bool:
    """Whether a unit stops inside a sentence that the one below can end: ●某镇完成5|处危桥改造。"""
    is_plain = below.kind in ("body", "title") and not below.byline.dateline and not below.block.is_indented
    return is_plain and not is_closed(unit) and is_closed(below) and not OPENER.match(fold(below.text))


def interrupts(line: Unit, below: Unit, *, events: Sequence[Event]) -> bool:
    """Whether a line stands inside a sentence and is no part of it: a column's name in 惠及水利、|医保。"""
    above = text_above(events)
    if above is None or is_closed(above) or below.kind != "body" or below.block.is_indented:
        return False
    tail, head = fold(above.text).rstrip(), fold(below.text)
    if cuts_word(tail, line.text) or cuts_word(line.text, head) or OPENER.match(head):
        return False
    is_name = len(line.text) <= LONGEST_NAME and all(map(is_han, line.text))
    return is_name or cuts_word(tail, head) or bool(MIDDLE.match(head))


def start_score(
    run: Sequence[Unit],
    below: Sequence[Unit],
    *,
    events: Sequence[Event],
    units: Sequence[Unit],
    gazetteer: Gazetteer,
    has_section: bool,
) -> float:
    """Whether lines above text without a byline begin a story (> 0) or are a crosshead (<= 0).

    A title names a place, has a kicker or a deck, and its text introduces the place or ends with a byline;
    a crosshead has a number or a twin.
    """
    head = "".join(unit.text for unit in run)
    names_place = bool(gazetteer.find(head) or gazetteer.counties_in(head))
    score = -1.0 + 3 * any(unit.kind == "deck" for unit in run) + 2 * (len(run) > 1) + has_section
    score += 2 * names_place + (":" in fold(head))
    score += 1.5 * _introduces_place(below[0].text, gazetteer) + 1.5 * _has_new_end_byline(below, events)
    score -= 3 * bool(titles.CROSSHEAD_NUMBER.match(fold(run[0].text))) + 2.5 * has_twin(run, units)
    return score


def _introduces_place(text: str, gazetteer: Gazetteer) -> bool:
    """曹县普连集镇…: a story that opens gives county and town, a later paragraph only the town."""
    return bool(gazetteer.find(text[:120]) and gazetteer.counties_in(text[:120]))


def _has_new_end_byline(below: Sequence[Unit], events: Sequence[Event]) -> bool:
    """Whether the text ends with a byline although the story above has printed its own."""
    for unit in below:
        if unit.kind in ("title", "deck", "caption", "brief") or unit.byline.dateline:
            return False
        if unit.ends_story:
            return has_byline_above(events)
    return False


def has_twin(run: Sequence[Unit], units: Sequence[Unit]) -> bool:
    """Crossheads of one story are alike: 从“住有所居”到“住有宜居”, 从“有没有”到“好不好”."""
    own, at = fold(run[0].text), units.index(run[0])
    near = [unit for unit in units[max(0, at - NEAR) : at + NEAR] if unit.kind in ("title", "crosshead")]
    return any(_are_alike(own, fold(unit.text)) for unit in near if unit not in run)


def _are_alike(one: str, other: str) -> bool:
    """Both numbered; or the same marks with the same beginning, or with the same length and characters."""
    if one == other or ":" in one or ":" in other:
        return False
    if titles.CROSSHEAD_NUMBER.match(one) and titles.CROSSHEAD_NUMBER.match(other):
        return True
    marks, others = (re.sub(r"[^“”!?、·\s]", "", text) for text in (one, other))
    if marks != others:
        return False
    common = sum(is_han(char) for char in set(one) & set(other))
    if marks and one[0] == other[0] and is_han(one[0]) and common >= 2:
        return True
    in_place = sum(a == b and is_han(a) for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and in_place >= 3
