"""The description of the JSON interface is complete, and its answers are as it says."""

from __future__ import annotations

import json
from typing import Any

from django.test import TestCase
from django.urls import resolve

from articles.models import Article
from reader.api.views import DESCRIPTION, FILTERS
from reader.urls import urlpatterns
from tests import make
from tests.machines_world import make_world
from tests.schemas import json_errors

OPENAPI: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))


def schema_of(path: str, status: int) -> dict[str, Any]:
    """With the components that it names, so that it stands alone."""
    answer = OPENAPI["paths"][path]["get"]["responses"][str(status)]
    if "$ref" in answer:
        answer = OPENAPI["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (content,) = answer["content"].values()
    return {**content["schema"], "components": OPENAPI["components"]}


class OpenApiTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def answered(self) -> list[tuple[str, str, int]]:
        """Path of the description, address, status."""
        pk, gone = self.world.story.pk, self.world.plain
        Article.objects.filter(pk=gone.pk).update(withdrawn_at=make.LONG_AGO)
        story = f"/oembed/?url=http://testserver{self.world.story.get_absolute_url()}"
        return [
            *((path, path, 200) for path in ("/api/", "/api/openapi.json", "/api/stories/")),
            *((path, path, 200) for path in ("/api/issues/", "/api/towns/")),
            ("/api/stories/", "/api/stories/?limit=1", 200),
            ("/api/stories/", "/api/stories/?limit=0", 400),
            ("/api/stories/{pk}/", f"/api/stories/{pk}/", 200),
            ("/api/stories/{pk}/", f"/api/stories/{pk}/?x=1", 400),
            ("/api/stories/{pk}/", "/api/stories/987654/", 404),
            ("/api/stories/{pk}/", f"/api/stories/{gone.pk}/", 410),
            ("/api/issues/{day}/", "/api/issues/2023-12-20/", 200),
            ("/api/issues/{day}/", "/api/issues/2023-12-21/", 404),
            ("/oembed/", story, 200),
            ("/oembed/", "/oembed/", 400),
            ("/oembed/", f"{story}&format=yaml", 501),
        ]

    def test_answers_are_as_described(self) -> None:
        tried = set()
        for path, address, status in self.answered():
            answer = self.client.get(address)
            tried.add(path)
            with self.subTest(address):
                self.assertEqual(answer.status_code, status)
                self.assertEqual(json_errors(answer.json(), schema_of(path, status)), [])
        self.assertEqual(tried, set(OPENAPI["paths"]))

    def test_every_address_of_the_interface_is_described(self) -> None:
        names = {pattern.name for pattern in urlpatterns if str(pattern.name).startswith(("api", "oembed"))}
        paths = [path.replace("{pk}", "1").replace("{day}", "2023-12-20") for path in OPENAPI["paths"]]
        self.assertEqual({resolve(path).url_name for path in paths}, names)

    def test_the_parameters_of_a_list_are_those_it_takes(self) -> None:
        told = OPENAPI["paths"]["/api/stories/"]["get"]["parameters"]
        named = {each.get("name") or each["$ref"].rpartition("/")[2] for each in told}
        self.assertEqual(named, {*FILTERS, "since", "until", "limit", "after"})

    def test_it_names_the_site_that_it_is_asked_of(self) -> None:
        data = self.client.get("/api/openapi.json").json()
        self.assertEqual((data["openapi"], data["servers"]), ("3.1.0", [{"url": "http://testserver"}]))
