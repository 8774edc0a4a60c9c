"""Reading who is credited, and the dateline, out of printed text. Pure.

`parse_byline` takes the beginning or end of a story, a caption with its credit, or a single line:

    本报讯(记者 王燕 通讯员 郭锦萍)为保障…   dateline 本报讯, a reporter and a correspondent
    记者 王燕 通讯员 刘菲 摄                  two photographers, titles 记者 and 通讯员
    昨日,记者在冉固镇看到,大棚里一片翠绿。    prose: nobody is credited
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from people.bylines.credit_list import Credit, CreditList, parse_credit_list
from people.bylines.credit_words import BARE_LABEL
from people.bylines.folding import fold
from people.bylines.surnames import is_person_name

_PLACE_AND_DAY = r"[一-鿿\d\s]{0,16}?"
DATELINE = re.compile(
    r"^\s*(?P<open>[【\[])?\s*(?P<dateline>"
    r"本\s?报(?:\s?报)?[一-鿿]{0,8}?(?:\d{1,2}月\d{1,2}日)?\s?讯(?!员)"
    r"|本\s?[台网刊社]\s?[一-鿿]{0,4}?讯(?!员)"
    r"|[一-鿿]{2,8}?(?:日报|晚报|晨报|时报|都市报|导报|新闻网|大众网|电视台|融媒)[一-鿿]{0,4}?讯(?!员)"
    rf"|(?:据\s?)?(?:本报|新华社|中新社|中新网|人民网|新华网|央视网|大众网|光明网){_PLACE_AND_DAY}日?电(?![一-鿿话力])"
    rf"|(?:据\s?)?(?:本报|新华社|中新社|人民网|新华网){_PLACE_AND_DAY}日电"
    r"|(?:据\s?)?新华社(?:消息|电)"
    r")(?(open)[】\]])"
)
# Also with the unit behind a name in brackets of its own: (通讯员 王燕(田庄镇)).
_INNER = r"(?P<inner>(?:[^()\[\]【】]|\([^()\[\]【】]{2,20}\)){2,80})"
OPENING_GROUP = re.compile(rf"\s*[(\[【]{_INNER}[)\]】]\s*[:,]?")
NESTED_GROUP = re.compile(rf"\({_INNER}\)[。\s]*$")
CLOSING_GROUP = re.compile(
    r"(?P<agency>(?:新华社|中新社)发\s*)?[(\[【](?P<inner>[^()\[\]【】]{2,80})[)\]】]?[。\s]*$"
)
BOX_MARK = re.compile(r"^\s*[□■◇◆○●◎△▲☆★]+\s*")
REPORTED = re.compile(r"\s*(?:[一-鿿]{2,4})?报道[:,]?\s*|\s*[:]\s*")
SENTENCE_END = re.compile(r"[。!?！？…][”’」』)]*")
MAX_CREDIT_TAIL = 60
SET_BY_THE_PAGE = "()（）[]【】□■◇◆○●◎△▲☆★:：,， \u3000"


@dataclass(frozen=True, slots=True)
class Byline:
    """What the credits of a text say. `spans` are the positions to take out of the text to get its body.

    `opens` and `closes` tell where the credits stand: before the body, after it, or both (a line that is
    nothing but credits).
    """

    dateline: str | None = None
    credits: tuple[Credit, ...] = ()
    organisations: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    printed: str = ""
    opens: bool = False
    closes: bool = False

    @property
    def names(self) -> str:
        """The printed names as the field of a story keeps them."""
        return bare_names(self.printed, dateline=self.dateline)

    @property
    def is_photo_credit(self) -> bool:
        """Whether it credits pictures only, as under a caption."""
        return bool(self.credits) and all(c.role in {"photographer", "provider"} for c in self.credits)


def bare_names(printed: str, *, dateline: str | None = None) -> str:
    """本报讯(记者 王燕) -> 记者 王燕: the dateline has a field of its own, the page sets marks."""
    return printed.lstrip("【[ \u3000").removeprefix(dateline or "").strip(SET_BY_THE_PAGE)


def parse_byline(text: str) -> Byline:
    """The dateline and the credits of `text`."""
    line = parse_credit_line(text)
    if line:
        return line
    head = parse_opening(text)
    tail = parse_closing(text, start=head.spans[0][1] if head.spans else 0)
    spans = head.spans + tail.spans
    return Byline(
        dateline=head.dateline,
        credits=head.credits + tail.credits,
        organisations=tuple(dict.fromkeys(head.organisations + tail.organisations)),
        spans=spans,
        printed=_printed(text, spans),
        opens=head.opens,
        closes=tail.closes,
    )


def parse_opening(text: str) -> Byline:
    """The dateline and the credits before the body alone."""
    dateline, found, start = _opening(fold(text))
    spans = ((0, start),) if start else ()
    return Byline(
        dateline=text[dateline[0] : dateline[1]].strip() if dateline else None,
        credits=found.credits,
        organisations=found.organisations,
        spans=spans,
        printed=_printed(text, spans),
        opens=start > 0,
    )


def parse_closing(text: str, *, start: int = 0) -> Byline:
    """The credits after the body alone, looked for behind `start`."""
    found, end = _closing(fold(text), start=start)
    spans = ((end, len(text)),) if end < len(text) else ()
    return Byline(
        credits=found.credits,
        organisations=found.organisations,
        spans=spans,
        printed=_printed(text, spans),
        closes=end < len(text),
    )


def parse_credit_line(text: str) -> Byline | None:
    """The credits of a line that holds nothing else: □ 本报记者 俞凤兰, (通讯员 张三), 王燕 摄; else None.

    A name alone is credited only where a box mark or brackets show that it is meant: □ 毛文刚, (杨 杰).
    """
    folded = fold(text).strip()
    if not folded or len(folded) > MAX_CREDIT_TAIL * 2 or "。" in folded[:-1] or DATELINE.match(folded):
        return None
    bare = BOX_MARK.sub("", folded)
    is_marked = bare != folded
    group = CLOSING_GROUP.match(bare)
    inner = group["inner"] if group else bare
    is_bracketed = group is not None
    found = parse_credit_list(inner, allow_bare=is_marked or is_bracketed, is_bracketed=is_bracketed)
    if found is None or not (found.credits or found.is_editors_only):
        return None
    return Byline(
        credits=found.credits,
        organisations=found.organisations,
        spans=((0, len(text)),),
        printed=text.strip(),
        opens=True,
        closes=True,
    )


def _opening(folded: str) -> tuple[tuple[int, int] | None, CreditList, int]:
    """Dateline span, credits and where the body starts."""
    match = DATELINE.match(folded)
    if not match:
        head, start = _opening_without_dateline(folded)
        return None, head, start
    span = match.span("dateline")
    head, start = _opening_group(folded, match.end())
    if not start:
        head, start = _unbracketed_names(folded, match.end())
    return span, head, start or _skip(folded, match.end())


def _opening_without_dateline(folded: str) -> tuple[CreditList, int]:
    """(记者 王 众)9月27日,… and 大众网记者 张芳 菏泽报道 …"""
    head, start = _opening_group(folded, 0, needs_label=True)
    if start:
        return head, start
    head, start = _unbracketed_names(folded, _skip(folded, 0, " "))
    if start and "报道" in folded[:start]:
        return head, start
    return CreditList(), 0


def _opening_group(folded: str, at: int, *, needs_label: bool = False) -> tuple[CreditList, int]:
    match = OPENING_GROUP.match(folded, at)
    if not match:
        return CreditList(), 0
    found = parse_credit_list(match["inner"], allow_bare=not needs_label, is_bracketed=True)
    if found is None or not (found.credits or found.organisations):
        return CreditList(), 0
    return found, _skip(folded, match.end())


ONE_NAME = re.compile(
    r"[\s:/、,]{0,8}(?P<name>[一-鿿]\s{1,4}[一-鿿](?=\s)|[一-鿿·]{2,8}?)(?=[\s、,:)]|报道|$)"
)
MOST_NAMES = 400  # characters to look through for unbracketed names


def _unbracketed_names(folded: str, at: int) -> tuple[CreditList, int]:
    """本报讯 记者 牛勇 报道 入冬以来…: labels and names up to 报道 or the first word that is no name.

    Also a bracket whose closing half was lost: 本报讯(记者 王燕 通讯员 刘菲 近日,….
    """
    folded = folded[: at + MOST_NAMES]
    position = _skip(folded, at, " (")
    end = 0
    while label := BARE_LABEL.match(folded, position):
        position = label.end()
        while name := _next_name(folded, position):
            position = end = name
        position = _skip(folded, position, " ,、")
    if not end:
        return CreditList(), 0
    found = parse_credit_list(folded[at:end].lstrip(" ("))
    if found is None:
        return CreditList(), 0
    reported = REPORTED.match(folded, end)
    return found, _skip(folded, reported.end() if reported else end)


def _next_name(folded: str, position: int) -> int:
    """Where the name at `position` ends, or 0 if none stands there."""
    match = ONE_NAME.match(folded, position)
    if not match or not is_person_name(re.sub(r"\s", "", match["name"])):
        return 0
    return match.end("name")


def _skip(folded: str, at: int, chars: str = " :") -> int:
    while at < len(folded) and folded[at] in chars:
        at += 1
    return at


def _closing(folded: str, *, start: int) -> tuple[CreditList, int]:
    """Credits at the end and where the body ends: …不断增强。(记者 黎小华), …。 通讯员 马丽娜 摄"""
    end = len(folded.rstrip())
    for candidate in _closing_candidates(folded[:end], start=start):
        begin, inner, is_bracketed = candidate
        found = parse_credit_list(inner, allow_bare=is_bracketed, is_bracketed=is_bracketed)
        if found is None or not (found.credits or found.is_editors_only):
            continue
        if is_bracketed or found.is_explicit:
            return _with_earlier(folded, found, start=start, end=begin)
    return CreditList(), len(folded)


def _with_earlier(folded: str, found: CreditList, *, start: int, end: int) -> tuple[CreditList, int]:
    """An editor's bracket may follow the byline: (记者 王彦春)[责任编辑 马铃翔]."""
    if found.credits:
        return found, end
    earlier, begin = _closing(folded[:end], start=start)
    return (earlier, begin) if earlier.credits else (found, end)


def _closing_candidates(folded: str, *, start: int) -> Iterable[tuple[int, str, bool]]:
    group = CLOSING_GROUP.search(folded, max(start, len(folded) - 90))
    group = group or NESTED_GROUP.search(folded, max(start, len(folded) - 90))
    if group:
        yield group.start(), group["inner"], True
    window = max(start, len(folded) - MAX_CREDIT_TAIL)
    stops = [m.end() for m in SENTENCE_END.finditer(folded, window)]
    for stop in reversed(stops):
        if folded[stop:].strip():
            yield stop, folded[stop:], False
    for gap in re.finditer(r"\s+", folded[window:]):
        yield window + gap.start(), folded[window + gap.end() :], False


def _printed(text: str, spans: Iterable[tuple[int, int]]) -> str:
    return " ".join(text[a:b].strip() for a, b in spans)
