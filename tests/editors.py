"""Two editors at one story, through the doors that they use: forms, photo pages, lists, links.

Each act posts what a page was opened with, however old that is by now, and says which words were typed and
whether the paper has taken them. `lost_words` then looks for every word that was ever taken, or ever refused
with a promise to keep it.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles.models import Article, Photo, Revision, UnmergedCopy
from articles.revisions import packing
from articles.revisions.keeping import snapshot_of
from filing.models import FilingLink
from people.models import User
from tests.cast import ADD, LIST, change, story_form
from tests.clients import StaffClient

SENTENCES = ("小麦长势良好。", "合作社添了新农机。", "村里修了路。", "大棚里菜苗齐整。", "农技员下到田头。")


@dataclass
class Opened:
    """A page as somebody has it open: what its form would send back."""

    story: Article
    fields: dict[str, Any]


@dataclass
class Editor:
    """Somebody with a browser. `words` are the texts that were taken or kept, each under its own mark."""

    client: StaffClient
    random: random.Random
    name: str
    words: list[str] = field(default_factory=list)
    opened: dict[int, Opened] = field(default_factory=dict)
    count: int = 0

    def word(self) -> str:
        """A sentence nobody has written before."""
        self.count += 1
        return f"{self.name}第{self.count}句，{self.random.choice(SENTENCES)}"

    # Opening: the form is as old as this from here on

    def open(self, story: Article) -> None:
        self.opened[story.pk] = Opened(story, form_of(story))

    # Acts: each returns the words that the paper now answers for

    def save(self, story: Article) -> list[str]:
        """Save the story's form as it was opened, with a sentence more somewhere in its text."""
        page = self.opened.pop(story.pk, None) or Opened(story, form_of(story))
        word = self.word()
        lines = str(page.fields["body"]).split("\n")
        at = self.random.randrange(len(lines) + 1)
        form = page.fields | {"body": "\n".join([*lines[:at], word, *lines[at:]]), "form_key": key()}
        response = self.client.post(change(story), form)
        return [word] if response.status_code in (302, 303) else []

    def caption(self, story: Article) -> list[str]:
        """Write a caption on the photo's own page, or in its row of the story's form."""
        photo = story.photos.order_by("pk").first()
        if photo is None:
            return []
        word = self.word()
        form = photo_form(photo) | {"caption": f"{photo.caption}{word}"}
        response = self.client.post(reverse("admin:articles_photo_change", args=[photo.pk]), form)
        return [word] if response.status_code in (302, 303) else []

    def tag(self, story: Article) -> list[str]:
        """Give the story a tag from the list."""
        self.count += 1
        word = f"{self.name}标签{self.count}"
        version = Article.objects.values_list("version", flat=True).get(pk=story.pk)
        form = {"action": "assign", "assign_confirmed": "1", "_selected_action": [story.pk]}
        self.client.post(LIST, form | {f"version-{story.pk}": version, "add_tags": word})
        return [word] if story.tags.filter(name=word).exists() else []

    def add(self) -> list[str]:
        """File a new story."""
        word = self.word()
        response = self.client.post(ADD, story_form(body=word, form_key=key()))
        return [word] if response.status_code in (302, 303) else []


def send_by_link(client: StaffClient, link: FilingLink, word: str) -> list[str]:
    """What a correspondent sends from the village."""
    form: dict[str, Any] = {"key": key(), "headline": "村里来稿", "body": word, "town": "", "note": ""}
    form |= {"pictures-TOTAL_FORMS": 0, "pictures-INITIAL_FORMS": 0}
    response = client.post(link.get_private_path(), form)
    return [word] if response.status_code in (302, 303) else []


def key() -> str:
    return str(uuid.uuid4())


def form_of(story: Article) -> dict[str, Any]:
    """What the story's form would send, opened now and sent unchanged."""
    now = Article.objects.get(pk=story.pk)
    names = ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "genre", "note", "version")
    form = story_form(**{name: getattr(now, name) for name in names})
    form["tags"] = "，".join(sorted(now.tags.names()))
    form["towns"] = list(now.towns.values_list("pk", flat=True))
    form["desk"] = now.desk_id or ""
    photos = list(now.photos.order_by("order", "pk"))
    form |= {"photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": len(photos)}
    for number, photo in enumerate(photos):
        row = {"id": photo.pk, "article": now.pk, "caption": photo.caption, "order": photo.order}
        row |= {"version": photo.version, "place": photo.place, "alt_text": photo.alt_text}
        form |= {f"photos-{number}-{name}": value for name, value in row.items()}
    return form


def photo_form(photo: Photo) -> dict[str, Any]:
    """What the photo's own page would send."""
    form: dict[str, Any] = {"caption": photo.caption, "alt_text": photo.alt_text, "place": photo.place}
    form |= {"article": photo.article_id or "", "order": photo.order, "version": photo.version}
    return form | {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}


def lost_words(words: list[str]) -> list[str]:
    """The words that stand in no revision of any story and in no text that waits to be merged."""
    kept = "\n".join(kept_texts())
    return [word for word in words if word not in kept]


def kept_texts() -> Iterator[str]:
    for revision in Revision.objects.select_related("base"):
        yield as_text(snapshot_of(revision))
    for copy in UnmergedCopy.objects.all():
        yield as_text(packing.unpack_value(copy.data))


def as_text(value: Any) -> str:
    """The texts of a snapshot, unescaped."""
    return json.dumps(value, ensure_ascii=False).replace("\\n", "\n")


Act = Callable[[Article], list[str]]


def acts_of(editor: Editor) -> list[Act]:
    return [editor.save, editor.save, editor.caption, editor.tag]


def client_of(user: User) -> StaffClient:
    client = StaffClient()
    client.force_login(user)
    return client
