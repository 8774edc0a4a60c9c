"""The groups of the roles, with exactly the permissions that follow from the policy table."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from policy import table
from policy.roles import Role

MODEL_ACTIONS = (table.Action.VIEW, table.Action.ADD, table.Action.CHANGE, table.Action.DELETE)


def sync_roles(*, using: str = "default") -> None:
    """Make the group of each role and give it the model permissions its lines of the table name.

    A permission says that there is some state and some object for which the table allows the action; the
    staff pages ask the table itself. Raises `LookupError` when the table names a model that is not there.
    """
    known = {
        (f"{row.content_type.app_label}.{row.content_type.model}", row.codename.partition("_")[0]): row
        for row in Permission.objects.using(using).select_related("content_type")
        if row.codename.endswith(f"_{row.content_type.model}")
    }
    labels = {label for label, _action in known}
    if missing := set(table.objects()) - labels:
        raise LookupError(f"the policy table names no model: {', '.join(sorted(missing))}")
    for role in Role:
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        allowed = [
            known[label, action]
            for label in table.objects()
            for action in MODEL_ACTIONS
            if table.scope(frozenset({role}), action, label)
        ]
        group.permissions.set(allowed)
