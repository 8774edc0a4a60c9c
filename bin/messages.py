#!/usr/bin/env python3
"""Keep the Chinese catalogue complete: `make messages` updates it, `make check` runs this with --check.

Does what Django's makemessages and compilemessages do, without GNU gettext, and quietly: no dates, no line
numbers, no guessed ("fuzzy") translations, so that a diff shows changed words only. Both files are committed.

Words that Django itself leaves in English become ours when our code names them: gettext_noop("Model name").
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
FOLDER = Path("locale") / LOCALE / "LC_MESSAGES"

NOT_OURS = {".git", ".venv", "var", "bin", "docs", "locale", "media", "migrations", "static", "tests"}
TEMPLATES = {".html", ".txt", ".xml"}

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

HEADER = [
    ("Project-Id-Version", "Newsroom"),
    ("Language", LOCALE),
    ("Plural-Forms", "nplurals=1; plural=0;"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
]

NAMED = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)[#0\-+]*[\d.]*[a-zA-Z]")
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%[#0\-+]*[\d.]*([sdrifgeExX])")
BRACED = re.compile(r"(?<!{)(?:{{)*{(\w*)(?:[!:][^{}]*)?}")

Key = tuple[str, str]


class QuietCatalog(Catalog):
    """A catalogue whose header never changes: no dates, no name of the tool's version."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return HEADER

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """Reading a file sets its headers; ours are always the same."""


@dataclass
class Found:
    """One message of the source, with the files that use it."""

    id: str | tuple[str, str]
    context: str
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)


# The source ------------------------------------------------------------------------------------------


def find_messages(root: Path) -> dict[Key, Found]:
    """Every message of our Python files and templates, by context and (singular) text."""
    found: dict[Key, Found] = {}
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        for message_id, comments, context in messages_of(path):
            singular = message_id if isinstance(message_id, str) else message_id[0]
            message = found.setdefault((context, singular), Found(message_id, context))
            if isinstance(message.id, str):
                # A plural form, used anywhere, serves the places that use the singular alone.
                message.id = message_id
            message.files.add(name)
            message.comments += [comment for comment in comments if comment not in message.comments]
    return found


def source_files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if NOT_OURS.isdisjoint(parts[:-1]) and is_source(path, parts):
            yield path


def is_source(path: Path, parts: tuple[str, ...]) -> bool:
    return path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in parts)


def messages_of(path: Path) -> Iterator[tuple[str | tuple[str, str], list[str], str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = python_of_template(source, str(path))
    stream = io.BytesIO(source.encode())
    for _line, texts, comments, context in extract(
        "python",
        stream,
        KEYWORDS,
        comment_tags=["Translators:"],
        options={"encoding": "utf-8"},
        strip_comment_tags=True,
    ):
        message_id = texts if isinstance(texts, str) else (texts[0], texts[1])
        if message_id and message_id[0]:
            yield message_id, list(comments), context or ""


def python_of_template(source: str, name: str) -> str:
    """A template as calls of gettext, in a shape that Python's tokenizer accepts.

    Django turns the text between the tags into X, but leaves its indentation, and with it spaces such as
    U+3000 that are no spaces to Python.
    """
    python = templatize(source, origin=name)
    return "\n".join(re.sub(r"[^\S ]", " ", line).lstrip() for line in python.split("\n"))


# The catalogue ---------------------------------------------------------------------------------------


def read_catalog(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE, abort_invalid=True)


def updated(old: Catalog, found: dict[Key, Found]) -> QuietCatalog:
    """The messages of the source with the translations of the old catalogue; what nobody uses is dropped."""
    new = QuietCatalog(locale=LOCALE, fuzzy=False)
    for message in found.values():
        singular = message.id if isinstance(message.id, str) else message.id[0]
        known = old.get(singular, message.context or None)
        new.add(
            message.id,
            string=translation(known, message.id),
            # A line that nobody writes down: include_lineno is off below.
            locations=[(name, 0) for name in sorted(message.files)],
            flags=["fuzzy"] if known and known.fuzzy else [],
            auto_comments=message.comments,
            user_comments=known.user_comments if known else [],
            context=message.context or None,
        )
    return new


def translation(known: Message | None, message_id: str | tuple[str, str]) -> str | tuple[str, ...]:
    """The known translation, in the shape that the message has now: Chinese has one form for both numbers."""
    text = known.string if known else ""
    if not isinstance(text, str):
        text = text[0] if text else ""
    return text if isinstance(message_id, str) else (text,)


def po_bytes(catalog: QuietCatalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalog, width=100, omit_header=True, sort_output=True, include_lineno=False)
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in HEADER)
    return f'msgid ""\nmsgstr ""\n{header}\n'.encode() + stream.getvalue().strip(b"\n") + b"\n"


def mo_bytes(catalog: QuietCatalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


# The check -------------------------------------------------------------------------------------------


def problems(root: Path) -> list[str]:
    """Everything that keeps the catalogue from being complete and committed as it should be."""
    found = find_messages(root)
    old = read_catalog(root / FOLDER / "django.po")
    new = updated(old, found)
    known = {(message.context or "", singular_of(message)) for message in old if message.id}
    listed = [f"missing in the catalogue: {describe(key)}" for key in sorted(found.keys() - known)]
    listed += [f"no longer used: {describe(key)}" for key in sorted(known - found.keys())]
    for message in new:
        if message.id and (message.context or "", singular_of(message)) in known:
            listed += message_problems(message)
    return listed + file_problems(root, new)


def file_problems(root: Path, catalog: QuietCatalog) -> list[str]:
    expected = {"django.po": po_bytes(catalog), "django.mo": mo_bytes(catalog)}
    return [
        f"{FOLDER / name} is not what `make messages` writes"
        for name, content in expected.items()
        if not (root / FOLDER / name).exists() or (root / FOLDER / name).read_bytes() != content
    ]


def message_problems(message: Message) -> Iterable[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    name = describe((message.context or "", singular_of(message)))
    if message.fuzzy:
        yield f"fuzzy: {name}"
    if not strings or not all(strings):
        yield f"not translated: {name}"
        return
    for string in strings:
        wrong = placeholder_difference(message.id, string)
        if wrong:
            yield f"placeholders differ ({wrong}): {name}"


def placeholder_difference(message_id: str | tuple[str, ...] | list[str], string: str) -> str:
    """What the translation lacks or has too much; a plural may use what either English form uses."""
    ids = [message_id] if isinstance(message_id, str) else list(message_id)
    needed = placeholders(ids[-1])
    allowed = set().union(*(placeholders(text) for text in ids))
    ours = placeholders(string)
    lacking = [f"lacks {item}" for item in sorted(needed - ours)]
    return ", ".join(lacking + [f"does not know {item}" for item in sorted(ours - allowed)])


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `%s` and `{name}` in a text; the third `%s` is another placeholder than the second."""
    named = {f"%({name})" for name in NAMED.findall(text)}
    positional = {f"%{kind} no. {order}" for order, kind in enumerate(POSITIONAL.findall(text), start=1)}
    return named | positional | {f"{{{name}}}" for name in BRACED.findall(text)}


def singular_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def describe(key: Key) -> str:
    context, text = key
    return f"{text!r}" + (f" (context {context!r})" if context else "")


# The command -----------------------------------------------------------------------------------------


def write(root: Path) -> int:
    """Write both files; return how many messages wait for a translation."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    catalog = updated(read_catalog(folder / "django.po"), find_messages(root))
    (folder / "django.po").write_bytes(po_bytes(catalog))
    (folder / "django.mo").write_bytes(mo_bytes(catalog))
    waiting = [line for message in catalog if message.id for line in message_problems(message)]
    for line in waiting:
        print(line)
    print(f"{len(catalog)} messages in {FOLDER / 'django.po'}, {len(waiting)} to look at")
    return len(waiting)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Keep the Chinese catalogue complete.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is missing")
    if not parser.parse_args(arguments).check:
        write(ROOT)
        return 0
    listed = problems(ROOT)
    print("\n".join(listed) if listed else "The catalogue is complete.")
    if listed:
        print("Run `make messages`, translate, and run it again.", file=sys.stderr)
    return 1 if listed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
