"""One caption, place, date and credit for many photos: an action of the library with a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.forms import DAY
from articles.admin.photos.library import cards
from articles.models import Article, Photo
from articles.photos.facts import Facts, give
from articles.photos.uses import story_changed
from articles.revisions.keeping import hold_all
from audit.trail import record
from people.accounts import user_of
from policy.access import may
from policy.recording import Told, difference, values_of
from policy.table import Action

MOST_AT_ONCE = 100


class FactsForm(forms.Form):
    """What is left empty is given to no photo. What becomes of what stands there is chosen, not guessed."""

    caption = forms.CharField(label=_("caption"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label=_("place"), required=False, max_length=120)
    taken_on = forms.DateField(label=_("taken on"), required=False, widget=DAY)
    credit = forms.CharField(
        label=_("credit"),
        required=False,
        max_length=60,
        help_text=_("As it is printed, such as 记者 王燕 通讯员 刘菲 摄. People we know are linked."),
    )
    mode = forms.ChoiceField(
        label=_("What stands there already"),
        widget=forms.RadioSelect,
        choices=[("empty", _("stays: only what is empty is filled")), ("replace", _("is replaced"))],
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = (cleaned.get(name) for name in ("caption", "place", "taken_on", "credit"))
        if not (any(typed) or self.errors):
            raise forms.ValidationError(_("Write at least one thing to give to the photos."))
        return cleaned

    def facts(self) -> Facts:
        given = {name: self.cleaned_data[name] for name in ("caption", "place", "taken_on", "credit")}
        return Facts(**given, replaces=self.cleaned_data["mode"] == "replace")


class FactsAdmin(admin.ModelAdmin[Photo]):
    actions = ["give_facts"]

    @admin.action(
        description=_("Give one caption, place, date or credit to the chosen photos…"), permissions=["change"]
    )
    def give_facts(self, request: HttpRequest, photos: QuerySet[Photo]) -> HttpResponse | None:
        """Show the photos and ask what to give; then give it to each that may be changed."""
        if photos.count() > MOST_AT_ONCE:
            self._tell(request, messages.ERROR, _("At most %d photos at once.") % MOST_AT_ONCE)
            return None
        form = FactsForm(request.POST if "facts_given" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, photos, form)
        self._give(request, photos, form.facts())
        return None

    def _ask(self, request: HttpRequest, photos: QuerySet[Photo], form: FactsForm) -> TemplateResponse:
        user = user_of(request)
        shown = cards(photos, seen_by=user)
        context = self.admin_site.each_context(request) | {
            "title": _("One caption, place, date or credit for several photos"),
            "cards": [card for card in shown if may(user, Action.CHANGE, card.photo)],
            "others": [card for card in shown if not may(user, Action.CHANGE, card.photo)],
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/photo/facts.html", context)

    @transaction.atomic
    def _give(self, request: HttpRequest, photos: QuerySet[Photo], facts: Facts) -> None:
        """Stories before photos are locked, as everywhere; each story is new once, whatever its photos."""
        user, keys = user_of(request), list(photos.values_list("pk", flat=True))
        held = hold_all(Article.objects.filter(photos__in=keys), photos=keys)
        changed: list[Photo] = []
        told: dict[Photo, Told] = {}
        for photo in Photo.objects.filter(pk__in=keys).order_by("pk"):
            if refusal := self._refusal(request, photo, held):
                self._tell(request, messages.ERROR, f"{photo}：{refusal}")
                continue
            before = values_of(photo)
            if give(photo, facts, by=user):
                changed.append(photo)
                told |= {photo: difference(before, values_of(photo))} if photo.article_id is None else {}
        for key in dict.fromkeys(photo.article_id for photo in changed if photo.article_id):
            self.story_changed(request, held[key])
        for photo, difference_of in told.items():
            record("change", photo, by=user, how="bulk", **difference_of)
        self._tell(
            request,
            messages.SUCCESS if changed else messages.WARNING,
            ngettext("%d photo changed.", "%d photos changed.", len(changed)) % len(changed),
        )

    def _refusal(self, request: HttpRequest, photo: Photo, held: dict[int, Article]) -> Any:
        """Why this photo is left as it is; None where nothing stands in the way."""
        moved = photo.article_id is not None and photo.article_id not in held
        if moved or request.POST.get(f"version_{photo.pk}") != str(photo.version):
            return _("somebody else saved it meanwhile: look at it again.")
        return None if may(user_of(request), Action.CHANGE, photo) else _("not yours to change.")

    @staticmethod
    def story_changed(request: HttpRequest, article: Article) -> None:
        """A form open on the story is stale now, and a sign-off of the story no longer holds."""
        if story_changed(article, by=user_of(request)):
            messages.warning(
                request, _("Its story was signed off and has to be signed off again: %s") % article
            )

    @staticmethod
    def _tell(request: HttpRequest, level: int, text: Any) -> None:
        messages.add_message(request, level, text)
