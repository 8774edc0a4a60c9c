"""The forms between the password and the desk."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from newsroom.login import records, throttle
from people.models import User

CODE_ATTRIBUTES = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "autofocus": True,
    "spellcheck": "false",
}


class LoginForm(AdminAuthenticationForm):
    """Name and password, with a limit on tries. `throttle.LockedOut` passes through to the site."""

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if username is None or not self.cleaned_data.get("password"):
            return super().clean()
        try:
            throttle.count(self.request, username)
        except throttle.LockedOut:
            records.refused(username)
            raise
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            records.wrong_password(username)
            raise
        throttle.forgive(self.request, username)
        records.signed_in(self.get_user())
        return cleaned


class CodeForm(forms.Form):
    """A code of the app or a recovery code, as people type them: 123 456, １２３４５６, 12345-67890."""

    code = forms.CharField(label=_("Code"), max_length=32, widget=forms.TextInput(attrs=CODE_ATTRIBUTES))

    def clean_code(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return "".join(mark for mark in typed if mark.isascii() and mark.isdigit())


class OwnPasswordForm(AdminPasswordChangeForm):
    """The password one gives oneself, which is another one than before."""

    user: User

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        old, new = (self.cleaned_data.get(name) for name in ("old_password", "new_password1"))
        if new and old == new:
            self.add_error("new_password1", _("This is the old password. Choose another one."))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        user: User = super().save(commit)
        record("password", user, by=user)
        return user
