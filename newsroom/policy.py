"""The policy table: which role may do what. Groups are kept equal to it after every migration.

Whose stories a role sees is one rule beside the stories: `ArticleQuerySet.visible_to`. The steps a
story takes and the permission of each stand in `articles.workflow.STEPS`.
"""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import Group, Permission
from django.db.models import Q


class Role(StrEnum):
    """A role is a group; its name is what the staff read in the admin."""

    CORRESPONDENT = "通讯员"
    REPORTER = "记者"
    EDITOR = "编辑"
    CHIEF_EDITOR = "总编"


def everything(*models: str) -> frozenset[str]:
    """view, add, change and delete of each app.model."""
    return frozenset(
        f"{app}.{verb}_{name}"
        for app, name in (model.split(".") for model in models)
        for verb in ("view", "add", "change", "delete")
    )


def looking(*models: str) -> frozenset[str]:
    return frozenset("{}.view_{}".format(*model.split(".")) for model in models)


FILING = (
    frozenset({"articles.view_article", "articles.add_article", "articles.change_article"})
    | everything("articles.credit", "articles.photo")
    | looking("towns.town", "towns.county", "people.person", "taggit.tag")
)
EDITING = (
    FILING
    | everything("people.person", "people.reporter", "people.correspondent", "people.unit")
    | everything("issues.issue", "issues.page", "issues.placement", "taggit.tag", "taggit.taggeditem")
    | looking("towns.village", "towns.jurisdiction", "articles.signoff", "articles.statuschange")
    | looking("ingest.sourcepage", "ingest.extract")
    | {"articles.edit_any_article", "articles.sign_off_article"}
)
LEADING = (
    EDITING
    | everything("towns.county", "towns.town", "towns.jurisdiction", "towns.village")
    | {"articles.delete_article", "articles.withdraw_article", "issues.release_issue"}
    | {"ingest.delete_sourcepage"}
)

POLICY: dict[Role, frozenset[str]] = {
    Role.CORRESPONDENT: FILING,
    Role.REPORTER: FILING,
    Role.EDITOR: EDITING,
    Role.CHIEF_EDITOR: LEADING,
}


def sync_roles(*, using: str = "default") -> None:
    """Make the groups and give each exactly the permissions of `POLICY`."""
    for role, wanted in POLICY.items():
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.set(permissions(wanted, using=using))


def permissions(names: frozenset[str], *, using: str = "default") -> list[Permission]:
    """The permission rows of `names`; raises `LookupError` for a name that no model has."""
    any_of = Q()
    for name in names:
        app, codename = name.split(".")
        any_of |= Q(content_type__app_label=app, codename=codename)
    rows = list(Permission.objects.using(using).filter(any_of).select_related("content_type"))
    found = {f"{row.content_type.app_label}.{row.codename}" for row in rows}
    if missing := names - found:
        raise LookupError(f"no such permission: {', '.join(sorted(missing))}")
    return rows
