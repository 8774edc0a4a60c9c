"""Texts of Django's admin that our catalogue says better, or that Django's own Chinese lacks.

Naming them here puts them into the catalogue; nothing imports this module.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext

gettext_noop("Model name")
gettext_noop("Add link")
gettext_noop("Change or view list link")
gettext_noop("Select %s to change")
gettext_noop("Select %s to view")
gettext_noop("Add %s")
gettext_noop("Add %(name)s")
gettext_noop("Change %s")
gettext_noop("Add another %(verbose_name)s")
gettext_noop("Save and add another")
gettext_noop("The {name} “{obj}” was added successfully.")
gettext_noop("The {name} “{obj}” was added successfully. You may edit it again below.")
gettext_noop("The {name} “{obj}” was changed successfully.")
gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below.")
gettext_noop(" By %(filter_title)s ")
gettext_noop("Log out")
gettext_noop("After you’ve created a user, you’ll be able to edit more user options.")
gettext_noop("None available")
gettext_noop("Recent actions")
gettext_noop("My actions")
gettext_noop("Action")
gettext_noop("Tag")
gettext_noop("Taggit")
gettext_noop("%(model_name)s with this %(field_label)s already exists.")


def password_is_short(count: int) -> str:
    return ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        count,
    )
