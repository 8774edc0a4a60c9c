"""Title lines: which lines can be one, and how the lines of one title divide into kicker, headline and deck.

The rule (schema of parsed pages): a line starting with —— is the deck; of two other lines the first is the
kicker and the second the headline, except that both are one headline if the first breaks off inside a phrase,
ends in a colon, or has as many characters as the second. Of three lines the first is the kicker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.page.models import DECK, HEADLINE, KICKER
from ingest.page.words import cuts_word, is_word_pair
from ingest.text import unclosed, unopened, without_space
from people.bylines import ORGANISATION, fold

LONGEST_TITLE = 34
DECK_MARK = re.compile(r"^\s*(?:[—–―─]{1,4}|--+)\s*(?=[^\s—–―─-])")

# A line that ends or begins with one of these does so because the line was full, not because a phrase ended.
BREAKS_AFTER = re.compile(
    r"(?:[的和与及在为把将对让向从被以由于是使给并且或等至跨]|打造|推进|助力|提升|促进|通过|提供|作为|进行)$"
)
BREAKS_BEFORE = re.compile(r"^(?:[的了着过们里后化性者率度型级式等地得]|到|成为|起来|出来|下去|上去|服务队)")
# 郓城一中 / 举办校园歌手大赛: subject and verb make one headline.
VERB_FIRST = re.compile(
    r"(?:举办|举行|召开|开展|启动|组织|推进|推行|打造|荣获|获评|走进|破获|发布|出台|实施|完成|建成|签约|开工|成立|通过|开通)"
)
WANTS_OBJECT = re.compile(
    r"(?:利用|建成|完成|建立|设立|组织|举办|发放|解决|投入|新增|改造|提供|查看|收到|来到|达到|获得|带动|采取|推出|安排)$"
)
UNFINISHED = re.compile(
    r"(?:[的和与及在把将对让向从被以由是使给并或于等]|通过|提供|作为|进行|开展|已有|发现|以及|采取|其中)$"
)
# Paragraphs begin so, titles hardly ever.
BODY_OPENING = re.compile(
    r"(?:该[一-鿿]|同时|目前|此外|另外|据|截至|截止|眼下|如今|今年|去年|近年|近日|日前|连日来|下一步|活动中|\d{1,2}月\d)"
)
CROSSHEAD_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,2}\s*、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}\s*[.、])"
)


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of one title. `roles` says what each of its lines is, "" for one that is in no part (a column
    name above the kicker); `doubt` what made the division uncertain, if anything.
    """

    kicker: str | None = None
    headline: str | None = None
    deck: str | None = None
    doubt: str | None = None
    roles: tuple[str, ...] = ()


def is_deck(text: str) -> bool:
    line = fold(text)
    return bool(DECK_MARK.match(line)) and len(line) <= 50 and not line.rstrip().endswith("。")


def is_title_line(text: str, *, allow_comma: bool = False) -> bool:
    """Whether a line can be one of a title: short, not stopped, nothing left open.

    `allow_comma` also takes 建设美丽乡村,共享幸福生活; a comma is far more often the mark of a cut paragraph.
    """
    line = fold(text).strip()
    if not 2 <= len(line) <= LONGEST_TITLE or line[-1] in "。;,、…([“‘《":
        return False
    if "。" in line or ";" in line or unclosed(line) or unopened(line):
        return False
    return "," not in line or (allow_comma and line.count(",") == 1 and len(line) <= 24)


def fragment_likeness(text: str, *, next_line: str | None) -> float:
    """How much a short line after an open sentence looks like a piece of it rather than a title line.

    桌椅、厨具和 does; 民事民议 民事民办 and 楼庄镇:大伙的事大伙商量着办 do not.
    """
    line = fold(text).strip()
    score = 0.0
    if UNFINISHED.search(line) or BREAKS_BEFORE.match(line):
        score += 2
    if re.search(r"\S\s\S", line) or ":" in line or "“" in line:
        score -= 2
    if "、" in line or re.match(r"^\d", line):
        score += 1
    if BODY_OPENING.match(line):
        score += 2
    score += 1 * (len(line) > 20) + 1 * bool(re.search(r"\d{2}", line))
    if next_line is not None and len(without_space(line)) == len(without_space(fold(next_line))):
        score -= 1.5
    return score


def read_title(lines: Sequence[str], *, text_below: str = "") -> Title:
    """Divide title lines (kicker, headline and deck together, from the top)."""
    deck = "".join(DECK_MARK.sub("", line.strip()).strip() for line in lines if is_deck(line)) or None
    others = [line.strip() for line in lines if not is_deck(line)]
    title = _divided(others, text_below=text_below)
    roles = iter(title.roles)
    return replace(title, deck=deck, roles=tuple(DECK if is_deck(line) else next(roles) for line in lines))


def _divided(lines: list[str], *, text_below: str) -> Title:
    """Kicker and headline of the lines that are no deck."""
    if not lines:
        return Title()
    if len(lines) == 1:
        return Title(headline=lines[0], roles=(HEADLINE,))
    if len(lines) > 2:
        return _more_lines(lines, text_below=text_below)
    first, second = lines
    if runs_on(first, second, text_below=text_below):
        return Title(headline=joined(first, second), roles=(HEADLINE, HEADLINE))
    return Title(kicker=first, headline=second, roles=(KICKER, HEADLINE))


def _more_lines(lines: list[str], *, text_below: str) -> Title:
    """Three lines: a kicker, then one headline of two lines; or a column name, a kicker and a headline."""
    *above, before_last, last = lines
    if runs_on(before_last, last, text_below=text_below):
        roles = (*[KICKER] * len(above), HEADLINE, HEADLINE)
        return Title(kicker=" ".join(above), headline=joined(before_last, last), roles=roles)
    if len(lines) == 3 and runs_on(lines[0], lines[1], text_below=text_below):
        kicker = joined(lines[0], lines[1])
        return Title(kicker=kicker, headline=last, doubt="three-lines", roles=(KICKER, KICKER, HEADLINE))
    kickers = [before_last] if len(above[-1]) <= 8 else [above[-1], before_last]
    roles = (*[""] * (len(lines) - 1 - len(kickers)), *[KICKER] * len(kickers), HEADLINE)
    return Title(kicker=" ".join(kickers), headline=last, doubt="three-lines", roles=roles)


def runs_on(first: str, second: str, *, text_below: str = "") -> bool:
    """Whether two lines are one headline."""
    upper, lower = without_space(fold(first)), without_space(fold(second))
    is_parallel = len(first.strip()) == len(second.strip())
    return upper.endswith(":") or is_parallel or breaks_inside_phrase(upper, lower, text_below)


def breaks_inside_phrase(upper: str, lower: str, text_below: str) -> bool:
    """“村村响”大喇 / 叭又响起来了: the text below prints 喇叭, and neither line stands alone."""
    if ORGANISATION.match(upper) and VERB_FIRST.match(lower):
        return True
    if unclosed(upper) or BREAKS_AFTER.search(upper) or BREAKS_BEFORE.match(lower):
        return True
    below = fold(text_below).replace(" ", "")
    if not upper or not lower:
        return False
    names_subject = ":" in lower  # 成武县:秸秆变废为宝 stands by itself, whatever is above it
    return upper[-1] + lower[0] in below or (_break_a_word(upper, lower) and not names_subject)


def _break_a_word(upper: str, lower: str) -> bool:
    """大喇 / 叭又响 do; 一线见闻 / 社区有个合唱团 do not, although 新闻社 is a word: both stand whole."""
    are_whole = is_word_pair(upper[-2:]) and is_word_pair(lower[:2])
    return cuts_word(upper, lower) and not are_whole


def joined(first: str, second: str) -> str:
    """Two lines as one headline; a space stays where two whole phrases meet."""
    is_parallel = len(first) == len(second) and not fold(first).endswith(":")
    return f"{first} {second}" if is_parallel else first + second
