"""Reading a list of credits, the text inside the brackets: 记者 王燕 通讯员 刘菲 文/图. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from people.bylines import credit_words as words
from people.bylines.folding import fold
from people.bylines.surnames import is_person_name, split_glued
from towns.register import names_of_the_country

SEPARATORS = " ,、/:;|-—()[]【】"
WORD = re.compile(r"[一-鿿㐀-䶿A-Za-z·]+")
GLUED_ACT = re.compile(r"(?<=[一-鿿]{2})(?:摄影报道|摄影|供图|摄|报道|文/?图|制图)$")
# What an outlet before 记者 may be called without being another body than the paper itself.
OWN_PAPER = re.compile(r"^(?:日报|晚报)$")


@dataclass(frozen=True, slots=True)
class Credit:
    """One person or body with what they did; `title` is the label as printed, `unit` the body or town that is
    printed with the name, if there is one.
    """

    role: str
    name: str
    title: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class CreditList:
    """`is_explicit` if a label or an act (记者, 摄) shows that these are credits and not just words."""

    credits: tuple[Credit, ...] = ()
    organisations: tuple[str, ...] = ()
    is_explicit: bool = False
    is_editors_only: bool = False


class NotCredits(Exception):
    """The text holds something that is neither label nor name."""


@dataclass(slots=True)
class _Token:
    kind: str  # label, act, editor, provided, source, word
    text: str
    before: str = ""  # the separators in front
    after: str = ""  # the character behind
    match: re.Match[str] | None = None


def parse_credit_list(
    text: str, *, allow_bare: bool = False, is_bracketed: bool = False
) -> CreditList | None:
    """The credits in `text`, or None if `text` is anything else.

    `allow_bare` accepts names without any label, as in (傅莉 毕俊成). Inside brackets any short word after a
    label is a name, such as the pen name 菏消宣; outside it must look like one.
    """
    folded = fold(text).strip()
    try:
        tokens = list(_merged(_tokens(folded)))
        reader = _Reader(accepts_any_name=is_bracketed, units_follow=_ends_with_unit(tokens))
        for index, token in enumerate(tokens):
            reader.take(token, following=[each.kind for each in tokens[index + 1 :]])
        reader.finish()
    except NotCredits:
        return None
    found = reader.result()
    if not found.is_explicit and not _plausible_bare(found, allow_bare=allow_bare):
        return None
    return found


def _ends_with_unit(tokens: list[_Token]) -> bool:
    """李四 区应急局 王五 供电公司: each unit stands behind its name. Otherwise it stands before."""
    texts = [token.text for token in tokens if token.kind == "word"]
    return len(texts) > 1 and _is_body(texts[-1]) and not _is_body(texts[0])


def _plausible_bare(found: CreditList, *, allow_bare: bool) -> bool:
    """(傅莉 毕俊成), and (巨野县融媒体中心 傅莉)."""
    names = [credit.name for credit in found.credits]
    if not allow_bare or not 1 <= len(names) <= 6:
        return False
    if found.organisations and not all(credit.unit for credit in found.credits):
        return False
    return all(is_person_name(name) and name not in words.NO_NAMES for name in names)


def _tokens(folded: str) -> Iterator[_Token]:
    position, before = 0, ""
    while position < len(folded):
        if folded[position] in SEPARATORS:
            before += folded[position]
            position += 1
            continue
        token, position = _token_at(folded, position)
        token.before, before = before, ""
        token.after = folded[position : position + 1]
        yield token


def _token_at(folded: str, position: int) -> tuple[_Token, int]:
    if match := words.SOURCE.match(folded, position):
        return _Token("source", match.group()), len(folded)
    for kind, pattern in (("provided", words.PROVIDED), ("editor", words.EDITOR)):
        if match := pattern.match(folded, position):
            return _Token(kind, match.group(), match=match), match.end()
    if match := words.LABEL.match(folded, position):
        return _Token("label", match.group(), match=match), match.end()
    if (match := words.ACT.match(folded, position)) and _is_whole(folded, match.end()):
        return _Token("act", re.sub(r"\s", "", match.group()), match=match), match.end()
    return _word_at(folded, position)


def _is_whole(folded: str, end: int) -> bool:
    return end == len(folded) or folded[end] in SEPARATORS or folded[end] == "。"


def _word_at(folded: str, position: int) -> tuple[_Token, int]:
    match = WORD.match(folded, position)
    if not match:
        if folded[position] in "。.□■":
            return _Token("noise", folded[position]), position + 1
        raise NotCredits(folded[position:])
    word = match.group()
    inside = words.BARE_LABEL.search(word, 2)
    if inside and not words.ORGANISATION.match(word):
        word = word[: inside.start()]
    elif glued := GLUED_ACT.search(word):
        word = word[: glued.start()]
    return _Token("word", word), position + len(word)


def _merged(tokens: Iterator[_Token]) -> Iterator[_Token]:
    """Padded names put together: 王 燕 is one name; so is 毛丽 莉, where recognition added the space."""
    run: list[_Token] = []
    for token in tokens:
        if token.kind == "word" and (not run or not token.before.strip()):
            run.append(token)
            continue
        yield from _padded(run)
        run = [token] if token.kind == "word" else []
        if token.kind != "word":
            yield token
    yield from _padded(run)


def _padded(run: list[_Token]) -> Iterator[_Token]:
    index = 0
    while index < len(run):
        token = run[index]
        following = run[index + 1] if index + 1 < len(run) else None
        after_next = run[index + 2] if index + 2 < len(run) else None
        if following and _belongs(token.text, following.text, after_next.text if after_next else ""):
            token.text += following.text
            token.after = following.after
            index += 1
        yield token
        index += 1


def _belongs(word: str, following: str, after_next: str) -> bool:
    if len(word) == 1:
        return len(following) <= 2
    return len(word) == 2 and len(following) == 1 and len(after_next) != 1


@dataclass(slots=True)
class _Name:
    """A name that waits for what its bearer did."""

    name: str
    role: str
    title: str | None
    unit: str | None


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens; names wait in `pending` until an act or the end says what they did."""

    accepts_any_name: bool = False
    units_follow: bool = False
    title: str | None = None
    unit: str | None = None
    unit_has_names: bool = False
    role: str = ""
    act_before: str = ""  # an act printed before its names: 图/袁芬, 文/图 本报记者 张三
    skipping: bool = False
    explicit: bool = False
    editors: bool = False
    pending: list[_Name] = field(default_factory=list)
    pending_bodies: list[str] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def take(self, token: _Token, *, following: list[str]) -> None:
        if token.kind == "word":
            self._take_word(token)
        elif token.kind == "label":
            self._take_label(token)
        elif token.kind == "act":
            self._take_act(token, names_follow=following[:1] == ["word"] and "act" not in following)
        elif token.kind == "provided":
            self._take_provided(token)
        elif token.kind in ("editor", "source"):
            self._flush("")
            self.skipping = True
            self.editors = self.editors or token.kind == "editor"

    def _take_provided(self, token: _Token) -> None:
        assert token.match is not None
        self._flush("")
        self.explicit = True
        inner = parse_credit_list(token.match["who"], allow_bare=True, is_bracketed=True)
        if inner is None or not (inner.credits or inner.organisations):
            name = token.match["who"].strip()
            self.credits.append(Credit(words.PROVIDER, name))
            self.bodies.append(name)
            return
        self.bodies.extend(inner.organisations)
        bodies = [Credit(words.PROVIDER, body) for body in inner.organisations]
        self.credits.extend([replace(each, role=words.PROVIDER) for each in inner.credits] or bodies)

    def _take_label(self, token: _Token) -> None:
        assert token.match is not None
        if self.act_before and self.pending:
            self._flush("")
        self.skipping = False
        self.explicit = True
        self._leave_unit()
        self.title = re.sub(r"\s", "", token.text)
        self.role = words.LABELS[re.sub(r"\s", "", token.match["word"])]
        outlet = token.match["outlet"]
        if outlet and not OWN_PAPER.match(outlet):
            self.bodies.append(outlet)
            self.unit = outlet

    def _take_act(self, token: _Token, *, names_follow: bool) -> None:
        """An act counts for the names before it, unless / or : or its place shows that it opens a group."""
        act = words.ACTS[token.text]
        self.explicit = self.explicit or token.text != "文"
        opens_group = len(token.text) > 1 and names_follow
        is_first = not (self.pending or self.pending_bodies)
        stands_before = token.after in ("/", ":") or bool(self.act_before) or is_first or opens_group
        if not stands_before:
            self._flush(act)
            return
        self._flush("")
        self.skipping = False
        self.title, self.role, self.act_before = None, "", act
        self.explicit = True

    def _take_word(self, token: _Token) -> None:
        if self.skipping:
            return
        word = token.text
        if word in words.COLLECTIVES:
            self.bodies.append(word)
        elif self._is_of_one(token):
            self.pending_bodies.append(word)
            self.pending[-1].unit = word
        elif _is_body(word):
            self._take_unit(word)
        elif token.after == "报" and self.pending and not is_person_name(word):
            return  # 记者 张芳 菏泽报道: the place the report comes from
        else:
            names = self._names(word, is_apart=token.before.endswith((" ", ":", "/")))
            self.pending.extend(_Name(name, self.role, self.title, self.unit) for name in names)
            self.unit_has_names = True

    def _is_of_one(self, token: _Token) -> bool:
        """王燕(田庄镇), 王燕(巨野县)."""
        is_apart = token.before.endswith("(") and token.after == ")"
        is_unit = _is_body(token.text) or bool(words.PLACE.search(token.text))
        return bool(self.pending) and is_apart and is_unit

    def _take_unit(self, word: str) -> None:
        """李四 王五 区应急局; or of the names behind it: 区应急局 李四 王五."""
        self.pending_bodies.append(word)
        if not self.units_follow:
            self.unit, self.unit_has_names = word, False
            return
        for waiting in reversed(self.pending):
            if waiting.unit or waiting.title != self.title:
                break
            waiting.unit = word

    def _leave_unit(self) -> None:
        """A unit counts for the names up to the next label or act, even if its own label is behind it."""
        if self.unit_has_names:
            self.unit, self.unit_has_names = None, False

    def _names(self, word: str, *, is_apart: bool) -> list[str]:
        if word in words.NO_NAMES:
            raise NotCredits(word)
        if is_person_name(word):
            return [word]
        if len(word) >= 4 and (glued := split_glued(word)):
            return glued
        if self.role and (2 <= len(word) <= 5 if self.accepts_any_name else is_apart and len(word) == 3):
            return [word]
        raise NotCredits(word)

    def _flush(self, act: str) -> None:
        """Turn the waiting names into credits, by the act after them, the act before them, or their label."""
        act = act or self.act_before
        for waiting in self.pending:
            own = waiting.role or words.WRITER
            roles = (
                [own, words.PHOTOGRAPHER]
                if act == words.BOTH
                else [own if act in ("", words.WRITER) else act]
            )
            self.credits.extend(Credit(each, waiting.name, waiting.title, waiting.unit) for each in roles)
        if act == words.PROVIDER and not self.pending:
            self.credits.extend(Credit(words.PROVIDER, body) for body in self.pending_bodies)
        self.bodies.extend(self.pending_bodies)
        self.pending.clear()
        self.pending_bodies.clear()
        self._leave_unit()

    def finish(self) -> None:
        self._flush("")

    def result(self) -> CreditList:
        return CreditList(
            credits=tuple(dict.fromkeys(self.credits)),
            organisations=tuple(dict.fromkeys(self.bodies)),
            is_explicit=self.explicit,
            is_editors_only=self.editors and not self.credits,
        )


def _is_body(word: str) -> bool:
    """A unit or a town. 田庄镇 could be a name, were there no town of the name."""
    if word.endswith(("镇", "乡")) and word in names_of_the_country():
        return True
    if word.endswith(words.SURE_BODIES) and len(word) >= 3:
        return True
    if is_person_name(word) and len(word) < 4:
        return False
    return len(word) >= 4 and bool(words.ORGANISATION.match(word))
