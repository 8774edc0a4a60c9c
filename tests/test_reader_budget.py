"""How much of our own travels to a reader: scripts and stylesheets of the public pages."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase
from rjsmin import jsmin

STATIC = Path(settings.BASE_DIR) / "static" / "reader"
WORKER = Path(settings.BASE_DIR) / "templates" / "reader" / "worker.js"
SCRIPTS_BYTES = 15 * 1024


class BudgetTests(SimpleTestCase):
    def test_all_scripts_together_are_small(self) -> None:
        """As they travel before compression, the worker among them."""
        scripts = [*STATIC.glob("*.js"), WORKER]
        self.assertGreater(len(scripts), 4)
        travelling = [jsmin(script.read_text(encoding="utf-8")).encode() for script in scripts]
        self.assertLessEqual(sum(map(len, travelling)), SCRIPTS_BYTES)

    def test_nothing_is_asked_from_elsewhere(self) -> None:
        for sheet in (*STATIC.glob("*.css"), *STATIC.glob("*.js")):
            with self.subTest(sheet.name):
                self.assertNotIn("://", sheet.read_text(encoding="utf-8"))
