from __future__ import annotations
from django.test import TestCase
from tests.reading_world import make_world

class CleanTest(TestCase):
    def test_clean(self) -> None:
        world = make_world()
        self.assertEqual([f.text for f in world.found()], [])
