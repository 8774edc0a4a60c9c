"""How much of our own travels to a reader: scripts and stylesheets of the public pages."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

STATIC = Path(settings.BASE_DIR) / "static" / "reader"
WORKER = Path(settings.BASE_DIR) / "templates" / "reader" / "worker.js"
SCRIPTS_BYTES = 15 * 1024
# No page waits for it: the browser fetches it when the page is there.
WORKER_BYTES = 3.5 * 1024


class BudgetTests(SimpleTestCase):
    def test_all_scripts_together_are_small(self) -> None:
        scripts = list(STATIC.glob("*.js"))
        self.assertGreater(len(scripts), 3)
        self.assertLessEqual(sum(script.stat().st_size for script in scripts), SCRIPTS_BYTES)
        self.assertLessEqual(WORKER.stat().st_size, WORKER_BYTES)

    def test_nothing_is_asked_from_elsewhere(self) -> None:
        for sheet in (*STATIC.glob("*.css"), *STATIC.glob("*.js")):
            with self.subTest(sheet.name):
                self.assertNotIn("://", sheet.read_text(encoding="utf-8"))
