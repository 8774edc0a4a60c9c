"""Imports run one way, and what is called pure knows nothing of Django: read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each app may import the apps to its left. The project stands above them all.
ORDER = [
    "audit",
    "policy",
    "towns",
    "people",
    "articles",
    "coverage",
    "issues",
    "filing",
    "ingest",
    "reader",
    "newsroom",
]
# The reader is a leaf: only the project, which routes to it, may name it.
NOT_IMPORTED = {"reader", "newsroom"}
# Text in, plain values out: these can be read, tested and used without a database.
PURE = [
    "audit/chain.py",
    "policy/roles.py",
    "policy/table.py",
    "towns/gazetteer.py",
    "towns/maps.py",
    "towns/readings.py",
    "towns/register.py",
    "towns/slugs.py",
    "people/bylines/*.py",
    "people/judging.py",
    "people/names.py",
    "articles/bounded.py",
    "articles/text.py",
    "articles/corpus/words.py",
    "articles/corpus/stories.py",
    "articles/revisions/merge.py",
    "articles/revisions/merge_story.py",
    "articles/revisions/packing.py",
    "articles/revisions/diff.py",
    "articles/photos/captions.py",
    "articles/search/analyzer.py",
    "articles/search/days.py",
    "articles/search/excerpts.py",
    "articles/search/keys.py",
    "articles/search/pinyin.py",
    "articles/search/query.py",
    "articles/search/ranking.py",
    "articles/search/windows.py",
    "articles/mentions.py",
    "issues/board/copyfit.py",
    "issues/composing/[!r]*.py",
    "issues/composing/render.py",
    "issues/planning/run.py",
    "issues/uploaded/*.py",
    "ingest/text.py",
    "ingest/page/*.py",
    "ingest/correcting/*.py",
    "ingest/placing.py",
    "ingest/matching.py",
    "ingest/sources/*.py",
    "ingest/sources/pdf/*.py",
    "newsroom/environment.py",
]


def modules(pattern: str) -> list[Path]:
    return [path for path in sorted(ROOT.glob(pattern)) if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """The full name of every import, wherever in the file it stands; relative ones stay inside their app."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from ingest import text` names a module, `from ingest.text import squeeze` a word inside one.
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("app", ORDER)
def test_imports_run_one_way(app: str) -> None:
    below = set(ORDER[: ORDER.index(app)])
    forbidden = set(ORDER) - {app} - (below if app == "newsroom" else below - NOT_IMPORTED)
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(f"{app}/**/*.py")
        for name in imported(path)
        if name.partition(".")[0] in forbidden
    }
    assert not wrong


@pytest.mark.parametrize("pattern", PURE)
def test_pure_modules_import_only_pure_ones(pattern: str) -> None:
    pure = tuple(dotted(path) for each in PURE for path in modules(each))
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(pattern)
        for name in imported(path)
        if name.partition(".")[0] in {"django", "taggit", *ORDER} and not name.startswith(pure)
    }
    assert modules(pattern)
    assert not wrong


def dotted(path: Path) -> str:
    """`ingest/page/lines.py` as imports name it; a package by the name of its folder."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


WRITERS = {f"articles/workflow/{name}.py" for name in ("steps", "record", "timing")} | {"issues/release.py"}
GUARDED = {"status", "stage", "publish_at", "web_first_at", "withdrawn_at", "withdrawal_reason"}
# A mark on a proof has a status of its own.
OF_MARKS = {"issues/proofs/marks.py writes status", "issues/proofs/carrying.py writes status"}


@pytest.mark.parametrize("app", ORDER)
def test_status_and_time_have_one_writer(app: str) -> None:
    """No other module assigns them or passes them to create() or update()."""
    others = [path for path in modules(f"{app}/**/*.py") if path.relative_to(ROOT).as_posix() not in WRITERS]
    wrong = {f"{path.relative_to(ROOT)} writes {name}" for path in others for name in written(path)}
    assert not {line for line in wrong - OF_MARKS if line.rpartition(" ")[2] in GUARDED}


def written(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign):
            yield from (target.attr for target in node.targets if isinstance(target, ast.Attribute))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
            "create",
            "update",
            "bulk_create",
        }:
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)
