"""The one table of the project itself: tries to sign in, kept for a quarter of an hour."""

from __future__ import annotations

from django.db import models


class LoginTry(models.Model):
    """One try with a password, counted before the password is looked at; a right one takes it away again."""

    # A keyed hash of the name that was typed: people type passwords into the field of the name.
    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address", "account", "at"], name="tries_of_address_and_account")]

    def __str__(self) -> str:
        return f"{self.address} {self.at}"
