"""From a story that was read to a draft: its fields, towns, people, and the doubts for the editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import CharField, F, Q
from django.utils.translation import gettext as _

from articles.models import Article, Credit, Photo, Revision
from articles.revisions.snapshot import Snapshot, snapshot
from ingest.correcting import PERSON, Reading, Story
from ingest.crediting import Credited, link, names_in
from ingest.models import SourcePage
from ingest.page import ParsedStory
from ingest.page.models import HEADLINE, PHOTO, STORY
from ingest.words import doubt_in_words
from issues.models import Placement
from people.bylines import bare_names
from people.models import User
from policy.table import State
from towns.models import County, own_prefecture
from towns.places import Places

NAME_LENGTH = Credit._meta.get_field("printed_text").max_length
TITLE_LENGTH = Credit._meta.get_field("title").max_length
PHOTO_ROLES = {Credit.Role.PHOTOGRAPHER, Credit.Role.PROVIDER, Credit.Role.GRAPHICS}


def make_draft(
    story: ParsedStory, places: Places, *, people: Sequence[Credited], by: User | None
) -> tuple[Article, list[str]]:
    """The draft and its doubts, in words for the editor. `people` are those whom the story credits."""
    article = Article()
    return article, _write(article, story, places, people=people, by=by)


def is_untouched(article: Article) -> bool:
    """Whether nobody has done anything to an imported draft but place it, and no reader's page waits for it.

    Whatever a person does to a story is kept as a version with its door (`Revision.how`), beside it stand
    sign-offs, notes, marks on proofs, and what was typed and not merged.
    """
    if article.policy_state != State.IMPORTED or article.publish_at is not None:
        return False
    of_nobody = (Revision.How.INGEST, Revision.How.PLACE)
    beside: Any = (article.sign_offs, article.notes, article.unmerged_copies, article.proof_marks)
    return not any(rows.exists() for rows in (article.revisions.exclude(how__in=of_nobody), *beside))


def update_draft(
    article: Article, story: ParsedStory, places: Places, *, people: Sequence[Credited], by: User | None
) -> list[str] | None:
    """Write the story into a draft that is untouched and held; its doubts, or None if it says that already.

    The draft keeps its place and its key. Doubts alone are no other text: an editor may have settled them.
    """
    with transaction.atomic():
        before = _content(article)
        _clear(article, story)
        doubts = _write(article, story, places, people=people, by=by)
        if _content(article) == before:
            transaction.set_rollback(True)
            return None
        Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
    return doubts


def _content(article: Article) -> Snapshot:
    taken = snapshot(article)
    return taken | {"fields": taken["fields"] | {"note": ""}}


def _clear(article: Article, story: ParsedStory) -> None:
    """What `_write` only adds to; credits stay as rows where they are the same."""
    article.towns.clear()
    credits = Credit.objects.filter(Q(article=article) | Q(photo__article=article)).order_by("order", "pk")
    names = [(credit.role, credit.name[:NAME_LENGTH]) for credit in story.credits]
    if list(credits.values_list("role", "printed_text")) != list(dict.fromkeys(names)):
        credits.delete()
    if story.kind != PHOTO:
        article.photos.filter(image="").delete()


def _write(
    article: Article, story: ParsedStory, places: Places, *, people: Sequence[Credited], by: User | None
) -> list[str]:
    is_photo = story.kind == PHOTO
    article.body = "" if is_photo else "\n".join(story.paragraphs)
    article.genre, article.county = _genre(story), _county(story)
    article.is_cut_off = not story.complete
    doubts = _fill(
        article,
        kicker=story.kicker or "",
        headline=story.headline or "",
        deck=story.deck or "",
        dateline=story.dateline or "",
        printed_byline=bare_names(story.printed_byline, dateline=story.dateline),
    )
    article.save()
    doubts += [doubt_in_words(doubt) for doubt in story.doubts if doubt.code != PERSON]
    doubts += _add_towns(article, story, places)
    photo = _photo(article, "\n".join(story.paragraphs)) if is_photo else None
    doubts += _add_credits(article, photo, story, people, by=by)
    article.note = "\n".join(doubts)
    article.save(update_fields=["note"])
    return doubts


def _photo(article: Article, caption: str) -> Photo:
    """The picture that the text is the caption of; one that has come meanwhile stays."""
    photo = article.photos.first() or Photo(article=article)
    photo.version += 1 if photo.pk else 0
    photo.caption = caption
    photo.save()
    return photo


def _fill(article: Article, **texts: str) -> list[str]:
    """Set the fields; a text too long for its field is cut and doubted (the extract keeps it whole)."""
    doubts = []
    for name, text in texts.items():
        field = cast("CharField[str, str]", Article._meta.get_field(name))
        length = field.max_length or 0
        setattr(article, name, text[:length])
        if len(text) > length:
            doubts.append(
                _("%(field)s is longer than %(length)d characters and was cut.")
                % {"field": field.verbose_name, "length": length}
            )
    return doubts


def _county(story: ParsedStory) -> County | None:
    """The county of this name; of namesakes in two prefectures, the paper's own."""
    named = County.objects.filter(name=story.county)
    return named.filter(prefecture=own_prefecture()).first() or named.first()


def _genre(story: ParsedStory) -> str:
    if story.kind == PHOTO:
        return Article.Genre.PHOTO
    return Article.Genre.NEWS if story.headline else Article.Genre.BRIEF


def _add_towns(article: Article, story: ParsedStory, places: Places) -> list[str]:
    """A town that has namesakes is the one of its county in the text, or of the story's."""
    found, doubts = [], []
    counties = {mention.town: mention.county for mention in story.mentions if mention.county}
    for name in story.towns:
        namesakes = places.by_name.get(name, ())
        here = [town for town in namesakes if town.county == counties.get(name, story.county or "")]
        towns = here if len(namesakes) > 1 else namesakes
        if len(towns) == 1:
            found.append(towns[0].pk)
        else:
            doubts.append(_("Several towns are called %s: choose one.") % name)
    article.towns.add(*found)
    return doubts


def _add_credits(
    article: Article, photo: Photo | None, story: ParsedStory, people: Sequence[Credited], *, by: User | None
) -> list[str]:
    linked, doubts = link(people, by=by)
    names = names_in(story)
    for order, credit in enumerate(story.credits, start=1):
        person = linked[names[credit]] if credit in names else None
        on_photo = photo is not None and credit.role in PHOTO_ROLES
        Credit.objects.get_or_create(
            article=None if on_photo else article,
            photo=photo if on_photo else None,
            role=credit.role,
            printed_text=credit.name[:NAME_LENGTH],
            defaults={"person": person, "title": (credit.title or "")[:TITLE_LENGTH], "order": order},
        )
    return doubts


def places_of(source: SourcePage, reading: Reading, drafts: Mapping[Story, Article]) -> list[Placement]:
    """In the printed order, whichever of them were accepted earlier."""
    lead = _lead(reading)
    return [
        Placement(
            page=source.page,
            article=article,
            position=Placement.Position.LEAD if story == lead else _position(article),
            order=1 + reading.stories.index(story),
        )
        for story, article in drafts.items()
    ]


def _lead(reading: Reading) -> Story | None:
    """The first story with a headline."""
    titled = (s for s in reading.stories if s.kind == STORY and any(p.role == HEADLINE for p in s.parts))
    return next(titled, None)


def _position(article: Article) -> str:
    is_brief = article.genre == Article.Genre.BRIEF
    return Placement.Position.BRIEF if is_brief else Placement.Position.STANDARD
