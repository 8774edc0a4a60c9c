"""What the staff pages of everything that two people may edit at once have in common."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.search.index import together
from policy.admin import PolicyAdmin
from policy.table import State

M = TypeVar("M", bound=Model)

STALE = _(
    "Somebody else saved this while you were writing. Nothing of yours is saved or lost: your text stands "
    "below. Open the page in a second window, carry your changes over and save there."
)

STALE_STORY = _(
    "Somebody else saved this while you were writing. Put right what is marked and save again: your text is "
    "kept then, and you merge both."
)

STALE_PHOTO = _(
    "Somebody else saved this photo while you were writing. Yours stands in the form and theirs above it: "
    "carry over what you need, and save again."
)


class VersionedForm(forms.ModelForm[M]):
    """A form that carries the version it was opened with and refuses to save over somebody else's save.

    To be used by models with a `version` field, which the form shows as a hidden input. What happens to the
    refused text is the page's: of a story's it is kept and merged (`articles.admin.conflicts`).
    """

    # What the person is told where the form is shown again.
    stale: Any = STALE
    # The version that the form says it began from.
    begun: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.fields:
            self.fields["version"].required = False

    def clean(self) -> dict[str, Any] | None:
        """A form without its version is as stale as one with an old version."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            cleaned["version"] = 1
            return cleaned
        # The row stays locked until the admin's transaction ends, so two saves cannot both pass.
        rows = self._meta.model._base_manager.select_for_update().filter(pk=self.instance.pk)
        row: Any = rows.order_by("pk").first()
        self.begun = cleaned.pop("version", None)
        # Without a version in what is cleaned the instance keeps its own: no page is made of a forged one.
        if row is None or self.begun != row.version:
            raise ValidationError(self.stale, code="stale")
        cleaned["version"] = row.version + 1
        return cleaned


def state_chips(article: Article) -> str:
    """Where the story stands, with its time once it has one; of a withdrawn one that is corrected both."""
    chips = [(article.policy_state.value, article.state_label)]
    if article.policy_state == State.SIGNED_OFF and article.publish_at is not None:
        is_out = article.publish_at <= timezone.now()
        chips = [("published", str(_("published"))) if is_out else ("scheduled", str(_("scheduled")))]
    if article.web_first_at is not None:
        when = date_format(localtime(article.web_first_at), "m-d H:i")
        chips.append(("web_first", str(_("web first %(when)s") % {"when": when})))
    if article.withdrawn_at is not None and article.policy_state != State.WITHDRAWN:
        chips.append((State.WITHDRAWN.value, str(_("withdrawn"))))
    return format_html_join(" ", '<span class="state state-{}">{}</span>', chips)


def context_of(response: HttpResponse) -> dict[str, Any] | None:
    """What a page is drawn from; None for any other answer."""
    return response.context_data if isinstance(response, TemplateResponse) else None


def is_signed(article: Article) -> bool:
    """Whether a sign-off stands that covers its text."""
    return article.sign_offs.filter(voided_at=None).exists()


def tell_if_void(request: HttpRequest, article: Article, *, was_signed: bool) -> None:
    if was_signed and not is_signed(article):
        messages.warning(request, changed_after_sign_off(article))


def changed_after_sign_off(article: Article) -> str:
    if article.publish_at is None:
        return str(_("The text was changed: the sign-offs are void, and the review begins again."))
    return str(
        _(
            "The text was changed: the sign-offs are void, and the review begins again. "
            "Its issue has its time: until it is signed off, readers do not see the story."
        )
    )


class QuietChoices(BaseModelAdmin[M]):
    """Beside a choice stands what helps to choose; what deletes the chosen thing stands on its own page."""

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


class NamedFields(BaseModelAdmin[M]):
    """In a table, and on a phone without its head, a field says itself what it is."""

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            label = capfirst(str(db_field.verbose_name))
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs.update({"aria-label": label, "placeholder": label, "data-placeholder": label})
        return field


class LockedAdmin(QuietChoices[M], PolicyAdmin[M]):
    """Reads what it is about to save under a lock.

    A form's save writes every column. Without the lock it would write back the status of a story that
    was withdrawn, or the time of an issue that was released, while the form was being checked.
    """

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        if request.method == "POST" and connection.in_atomic_block:
            self._lock(object_id)
        return super().get_object(request, object_id, from_field)

    def _changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        """Inside the transaction that Django opens for a form: search follows once, not with each row."""
        with together():
            return super()._changeform_view(*args, **kwargs)  # type: ignore[misc]  # No part of the stubs.

    def _lock(self, object_id: str) -> None:
        try:
            key = self.opts.pk.to_python(object_id)
        except ValidationError:
            return
        self.model._base_manager.select_for_update().filter(pk=key).order_by("pk").first()
