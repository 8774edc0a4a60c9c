"""What a form sent becomes a submitted story of the county's desk: once, however often it is sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from articles import workflow
from articles.models import Article, Credit, Photo
from articles.photos.credits import add_credits
from articles.search.index import together
from articles.text import clean_body
from audit.models import Deletion
from filing import limits
from filing.forms import PictureForm, StoryForm
from filing.models import FiledStory, FilingLink
from people.models import Person, desk_of_counties
from people.names import normalise_name

BYLINE = "通讯员 {name}"


class KeyTaken(Exception):
    """The form's key is that of another story: nobody's form has it but by a forgery, or a copied page."""


class ChangedSince(Exception):
    """The story of this form came before, with another text."""

    def __init__(self, story: FiledStory) -> None:
        super().__init__(story)
        self.story = story


class DeletedSince(Exception):
    """The story of this form came before, and the desk has deleted it."""


def story_of(link: FilingLink, key: uuid.UUID) -> FiledStory | None:
    """The story that came by this link from the form of that key."""
    return link.stories.filter(article__filing_key=key).select_related("article").first()


@dataclass(frozen=True, slots=True)
class Sending:
    """Where a form came from, and a hash of everything typed in it."""

    address_hash: str
    text_hash: str


def landed(link: FilingLink, key: uuid.UUID, sent: Sending) -> FiledStory | None:
    """The story that this sending made before.

    Of a story that came with another text `ChangedSince`, of one that was deleted `DeletedSince`.
    """
    there = story_of(link, key)
    if there is not None and there.sent_hash != sent.text_hash:
        raise ChangedSince(there)
    if there is None and Deletion.objects.holding(key).exists():
        raise DeletedSince
    return there


@transaction.atomic
@together()
def land(link: FilingLink, form: StoryForm, pictures: list[PictureForm], sent: Sending) -> FiledStory:
    """Make the story from valid forms, or return the one that an earlier sending made.

    Raises `ChangedSince`, `DeletedSince`, `KeyTaken` or `limits.Enough`. The link's row is locked, so that a
    double tap and a retry wait for each other, and the counts of the limits are true.
    """
    locked = FilingLink.objects.select_for_update().get(pk=link.pk)
    key = form.cleaned_data["key"]
    if there := landed(locked, key, sent):
        return there
    if Article.objects.filter(filing_key=key).exists():
        raise KeyTaken
    limits.refuse_another_story(locked)
    article = _story(link.person, form)
    for order, picture in enumerate(pictures, start=1):
        _put_on(article, picture, person=link.person, order=order)
    workflow.receive(article, sender=link.person)
    return FiledStory.objects.create(
        link=locked,
        article=article,
        headline=article.headline,
        sent_hash=sent.text_hash,
        address_hash=sent.address_hash,
    )


def _story(person: Person, form: StoryForm) -> Article:
    sent = form.cleaned_data
    body, town = clean_body(sent["body"]), sent["town"]
    article = Article.objects.create(
        headline=sent["headline"],
        body=body,
        genre=Article.Genre.NEWS if body else Article.Genre.PHOTO,
        note=sent["note"],
        printed_byline=BYLINE.format(name=person.name),
        desk=desk_of_counties(person),
        county=None if town else person.county(),
        filing_key=sent["key"],
    )
    article.towns.set([town] if town else [])
    Credit.objects.create(article=article, person=person, role=Credit.Role.CORRESPONDENT)
    return article


def _put_on(article: Article, picture: PictureForm, *, person: Person, order: int) -> None:
    """The kept photo becomes one of the story's, unless somebody took it away or to another story meanwhile.

    What its sender says of who took it goes before what its file says.
    """
    photo = Photo.objects.select_for_update().filter(pk=picture.kept.photo_id, article=None).first()
    if photo is None:
        return
    photo.article, photo.order, photo.caption = article, order, picture.cleaned_data["caption"]
    photo.version += 1
    photo.save()
    photo.towns.set(article.towns.all())
    photo.credits.all().delete()
    if normalise_name(picture.cleaned_data["taken_by"]) == person.name:
        Credit.objects.create(photo=photo, role=Credit.Role.PHOTOGRAPHER, person=person)
    else:
        add_credits(photo, [picture.cleaned_data["taken_by"]])
