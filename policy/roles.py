"""The roles of a newsroom. A role is a group of accounts; a person may hold several."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """The value is the group's name, which the staff read; it is the paper's own word in every language.

    Source: 报社报纸安全出版规定 (责任编辑 first, 部主任 second, 值班总编 final review) and the practice of
    county media centres; see docs/architecture.md.
    """

    CORRESPONDENT = "通讯员"
    REPORTER = "记者"
    DESK_EDITOR = "责任编辑"
    SECTION_HEAD = "部主任"
    CHIEF_EDITOR = "值班总编"
    PROOFREADER = "校对"
    PHOTO_DESK = "图片编辑"
    PAGE_DESIGNER = "版式"
    ADMINISTRATOR = "管理员"

    @property
    def key(self) -> str:
        """The name that settings and commands use: chief_editor."""
        return self.name.lower()


# Who writes; others may file copy too.
AUTHORS = (Role.CORRESPONDENT, Role.REPORTER)
# Who may hold a stage of the review.
REVIEWERS = (Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR)


def roles_named(names: Iterable[str]) -> frozenset[Role]:
    """The roles among group names; groups of other names give no right."""
    given = set(names)
    return frozenset(role for role in Role if role.value in given)
