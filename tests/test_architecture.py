"""Imports run one way, and what is called pure knows nothing of Django: read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each app may import the apps to its left. The project stands above them all.
ORDER = ["towns", "people", "articles", "issues", "ingest", "reader", "newsroom"]
# The reader is a leaf: only the project, which routes to it, may name it.
NOT_IMPORTED = {"reader", "newsroom"}
PURE = ["towns/gazetteer.py", "towns/register.py", "ingest/page/*.py", "ingest/bylines.py"]


def modules(pattern: str) -> list[Path]:
    return [path for path in sorted(ROOT.glob(pattern)) if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """The first word of every import, wherever in the file it stands; relative ones stay inside their app."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("app", ORDER)
def test_imports_run_one_way(app: str) -> None:
    below = set(ORDER[: ORDER.index(app)])
    forbidden = set(ORDER) - {app} - (below if app == "newsroom" else below - NOT_IMPORTED)
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(f"{app}/**/*.py")
        for name in imported(path)
        if name in forbidden
    }
    assert not wrong


def test_pure_modules_import_no_django() -> None:
    outside = {"django", "taggit", "newsroom"}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for pattern in PURE
        for path in modules(pattern)
        for name in imported(path)
        if name in outside
    }
    assert not wrong
