"""What members of the staff set for themselves: an address, and whether notices come by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.accounts import user_of
from people.models import User
from policy.recording import difference, values_of

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite


class AccountForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["email", "wants_email"]
        help_texts = {
            "wants_email": _(
                "When you are mentioned, a story of yours comes back or your sign-off no longer holds. The "
                "letter says so and links to the story; headline and text are never in it."
            )
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("wants_email") and not (cleaned.get("email") or "email" in self.errors):
            self.add_error("email", _("Give an address, or leave notices by e-mail off."))
        return cleaned


@transaction.atomic
def _save(form: AccountForm) -> None:
    own = form.instance
    before = values_of(own)
    form.save(commit=False).save(update_fields=list(form.fields))
    record("change", own, by=own, **difference(before, values_of(own)))


def account_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """One's own account, whoever asks; only what the form shows is written."""
    own = User.objects.get(pk=user_of(request).pk)
    form = AccountForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        _save(form)
        messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(reverse("admin:account"))
    context = site.each_context(request) | {
        "title": _("Notices by e-mail"),
        "form": form,
        "sends_email": settings.SENDS_EMAIL,
    }
    return TemplateResponse(request, "admin/account.html", context)
