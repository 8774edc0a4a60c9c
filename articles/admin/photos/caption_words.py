"""What `articles.photos.captions` finds, in sentences for the editor. Advice: nothing is refused for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from articles.models import Photo
from articles.photos import captions
from articles.photos.captions import Code
from people.models import Person
from towns.models import County, Town, Village

SENTENCES: dict[Code, Any] = {
    Code.NAMES_NOTHING: _("The caption points at the picture but names neither a place nor a person."),
    Code.STOP_AFTER_PHRASE: _(
        "A caption that is a phrase ends without a full stop, even after one within (GB/T 15834-2011, A.1)."
    ),
    Code.STOP_MISSING: _("The caption is of full sentences: the last one lacks its full stop."),
    Code.CREDIT_INSIDE: _("The credit “%(credit)s” stands in the caption: it belongs to the credits."),
    Code.TOO_SHORT: _("%(length)d characters say little: who, where, doing what?"),
    Code.TOO_LONG: _("The caption has %(length)d characters; more than %(longest)d are hardly read."),
    Code.ALT_MISSING: _("No alternative text: who cannot see the picture does not learn what it shows."),
    Code.ALT_REPEATS: _("The alternative text repeats the caption: say what is to be seen."),
    Code.ALT_NEEDLESS_START: _("The alternative text need not begin with “%(words)s”."),
}


def advice(photo: Photo) -> list[str]:
    """The sentences for one photo, none for what is not there yet."""
    text = photo.caption
    names = known_names(text) if captions.points_at_picture(text) else []
    is_text = photo.article is not None and photo.article.is_photo_news
    found = list(captions.remarks(text, names=names, is_text=is_text))
    if photo.image:
        found += captions.alt_remarks(photo.alt_text, caption=text)
    return [SENTENCES[remark.code] % remark.params for remark in found]


def known_names(text: str) -> list[str]:
    """The places and people of the paper that the text names."""
    models: tuple[type[Model], ...] = (County, Town, Village, Person)
    return [name for model in models for name in _named(model, text)[:1]]


def _named(model: type[Model], text: str) -> QuerySet[Any, Any]:
    rows = model._default_manager.annotate(at=StrIndex(Value(text), "name"))
    return rows.filter(at__gt=0).order_by("pk").values_list("name", flat=True)
