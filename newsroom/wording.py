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
gettext_noop("tagged item")
gettext_noop("tagged items")
gettext_noop("After you’ve created a user, you’ll be able to edit more user options.")
gettext_noop("None available")
gettext_noop("Recent actions")
gettext_noop("My actions")
gettext_noop("Action")
gettext_noop("Tag")
gettext_noop("Taggit")
gettext_noop("The {name} “{obj}” was added successfully.")
gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below.")
gettext_noop("You may edit it again below.")
gettext_noop("The {name} “{obj}” was changed successfully.")
gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below.")
gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below.")
gettext_noop("The %(name)s “%(obj)s” was deleted successfully.")
gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")
gettext_noop("Items must be selected in order to perform actions on them. No items have been changed.")
gettext_noop("No action selected.")
gettext_noop("Successfully deleted %(count)d %(items)s.")
gettext_noop("Are you sure?")
gettext_noop("Delete selected %(verbose_name_plural)s")
gettext_noop("Action:")
gettext_noop("Filter")
gettext_noop("Show counts")
gettext_noop("Hide counts")
gettext_noop("Start typing to filter…")
gettext_noop("Save and add another")
gettext_noop("Change history: %s")
gettext_noop("History")
gettext_noop("View on site")
gettext_noop("This object doesn’t have a change history. It probably wasn’t added via this admin site.")
gettext_noop("%(model_name)s with this %(field_label)s already exists.")

# Of the pages that ask before something is deleted, and of the password's.
gettext_noop("Delete multiple objects")
gettext_noop("Summary")
gettext_noop("Objects")
gettext_noop("Yes, I’m sure")
gettext_noop(
    "Are you sure you want to delete the selected %(objects_name)s? "
    "All of the following objects and their related items will be deleted:"
)
gettext_noop(
    'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
    "All of the following related items will be deleted:"
)
gettext_noop("Password change")
gettext_noop("Change my password")
gettext_noop(
    "Please enter your old password, for security’s sake, and then enter your new password twice "
    "so we can verify you typed it in correctly."
)
gettext_noop("Your password can’t be too similar to your other personal information.")
gettext_noop("Your password can’t be a commonly used password.")
gettext_noop("Your password can’t be entirely numeric.")
gettext_noop("Enter the same password as before, for verification.")


def password_has_to_be_long(count: int) -> str:
    return ngettext(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        count,
    )


def password_is_short(count: int) -> str:
    return ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        count,
    )
