"""Two editors at one story, through the doors that they use: forms, photo pages, lists, pages, merging.

Each act sends what a page was opened with, however old that is by now. Nobody takes a sentence out, so
every sentence that was ever typed and taken has to stand in the story at the end, once all texts are merged;
one that was not taken has to stand on the page that says so.
"""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles.admin.step_words import seen
from articles.models import Article, Photo, Revision, UnmergedCopy
from articles.revisions import packing
from articles.revisions.keeping import snapshot_of
from filing.models import FilingLink
from issues.models import Page
from people.models import User
from tests.cast import ADD, LIST, change, story_form
from tests.clients import StaffClient

SENTENCES = ("小麦长势良好。", "合作社添了新农机。", "村里修了路。", "大棚里菜苗齐整。", "农技员下到田头。")
TAKEN = (302, 303)
Act = Callable[[Article], list[str]]


@dataclass
class Editor:
    """Somebody with a browser, who has pages open. Each act returns the words that the paper has taken."""

    user: User
    client: StaffClient
    dice: random.Random
    name: str
    forms: dict[int, dict[str, Any]] = field(default_factory=dict)
    photo_pages: dict[int, dict[str, Any]] = field(default_factory=dict)
    count: int = 0

    def word(self) -> str:
        """A sentence nobody has written before."""
        self.count += 1
        return f"{self.name}第{self.count}句，{self.dice.choice(SENTENCES)}"

    def acts(self) -> list[Act]:
        return [self.open, self.save, self.save, self.caption, self.tag, self.add, self.merge]

    # Each of them begins from a page that may have been open for a while

    def open(self, story: Article) -> list[str]:
        """Open the story's form and the page of its photo; what is sent later is as old as this."""
        self.forms[story.pk] = form_of(story)
        if photo := story.photos.first():
            self.photo_pages[story.pk] = {"pk": photo.pk, **photo_form(photo)}
        return []

    def save(self, story: Article) -> list[str]:
        """Save the form with a sentence more somewhere in its text, or in the caption of its photo."""
        form = self.forms.pop(story.pk, None) or form_of(story)
        word = self.word()
        if "photos-0-caption" in form and self.dice.random() < 0.3:
            form["photos-0-caption"] += word
        else:
            form["body"] = with_sentence(str(form["body"]), word, self.dice)
        return self._sent(self.client.post(change(story), form | {"form_key": key()}), word)

    def caption(self, story: Article) -> list[str]:
        """Write on in the caption, on the photo's own page."""
        if not story.photos.exists():
            return []
        if story.pk not in self.photo_pages:
            self.open(story)
        form = self.photo_pages.pop(story.pk)
        address = reverse("admin:articles_photo_change", args=[form.pop("pk")])
        word = self.word()
        return self._sent(self.client.post(address, form | {"caption": f"{form['caption']}{word}"}), word)

    def tag(self, story: Article) -> list[str]:
        """Give the story a tag from the list, which was opened a moment ago."""
        self.count += 1
        word = f"{self.name}标签{self.count}"
        version = Article.objects.values_list("version", flat=True).get(pk=story.pk)
        form = {"action": "assign", "assign_confirmed": "1", "_selected_action": [story.pk]}
        self.client.post(LIST, form | {f"version-{story.pk}": version, "add_tags": word})
        return [word] if story.tags.filter(name=word).exists() else []

    def add(self, story: Article) -> list[str]:
        """File a story of one's own; the one at hand has nothing to do with it."""
        word = self.word()
        self._sent(self.client.post(ADD, story_form(body=word, form_key=key())), word)
        return [word] if Article.objects.filter(body=word).exists() else []

    def step(self, story: Article) -> list[str]:
        """Hand the story in, or take it up."""
        now = Article.objects.get(pk=story.pk)
        action = "submit" if now.status == Article.Status.DRAFT else "take"
        address = reverse("admin:articles_article_step", args=[story.pk, action])
        self.client.post(address, {"step_seen": seen(now), "note": ""})
        return []

    def place(self, story: Article) -> list[str]:
        """Put it on a page, where it is not yet."""
        page = Page.objects.get()
        row = {"article": story.pk, "position": "standard", "page": page.pk}
        form = {"label": page.label, "order": page.order, "name": page.name, "version": page.version}
        form |= {"line_length": page.line_length}
        form |= {"placements-TOTAL_FORMS": 1, "placements-INITIAL_FORMS": 0}
        form |= {f"placements-0-{name}": value for name, value in row.items()}
        self.client.post(reverse("admin:issues_page_change", args=[page.pk]), form)
        return []

    def merge(self, story: Article) -> list[str]:
        """Merge whatever of one's own waits, and keep both wherever two texts clash."""
        for copy in UnmergedCopy.objects.open().filter(by=self.user):
            address = reverse("admin:articles_article_merge", args=[copy.article_id, copy.pk])
            html = self.client.get(address).content.decode()
            version = Article.objects.values_list("version", flat=True).get(pk=copy.article_id)
            answers = {f"choice-{name}": "both" for name in re.findall(r'name="choice-(\w+)"', html)}
            self.client.post(address, answers | {"version": version})
        return []

    def _sent(self, response: Any, word: str) -> list[str]:
        """The word, if it was taken; if not, it still has to stand on the page that was answered."""
        if response.status_code in TAKEN:
            return [word]
        assert word in response.content.decode(), f"{word} vanished with answer {response.status_code}"
        return []


def send_by_link(client: StaffClient, link: FilingLink, word: str) -> list[str]:
    """What a correspondent sends from the village."""
    form: dict[str, Any] = {"key": key(), "headline": "村里来稿", "body": word, "town": "", "note": ""}
    form |= {"pictures-TOTAL_FORMS": 0, "pictures-INITIAL_FORMS": 0}
    return [word] if client.post(link.get_private_path(), form).status_code in TAKEN else []


def editor_of(user: User, dice: random.Random, name: str) -> Editor:
    client = StaffClient()
    client.force_login(user)
    return Editor(user, client, dice, name)


def key() -> str:
    return str(uuid.uuid4())


def with_sentence(text: str, word: str, dice: random.Random) -> str:
    """The text with the sentence at the end of some line, or as a line of its own."""
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    if dice.random() < 0.5:
        lines[at] += word
    else:
        lines.insert(at, word)
    return "\n".join(lines)


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


def lost_words(words: list[str], *, since: int = 0) -> list[str]:
    """The words that stand in no revision of any story and in no text that waits to be merged.

    `since` is the key of the story from which on to look.
    """
    kept = "\n".join(kept_texts(since)) if words else ""
    return [word for word in words if word not in kept]


def kept_texts(since: int) -> Iterator[str]:
    for revision in Revision.objects.filter(article__gte=since).select_related("base"):
        yield as_text(snapshot_of(revision))
    for copy in UnmergedCopy.objects.filter(article__gte=since):
        yield as_text(packing.unpack_value(copy.data))


def as_text(value: Any) -> str:
    """All texts of a snapshot."""
    return json.dumps(value, ensure_ascii=False)
