"""The staff pages of issues, one module a subject."""

from __future__ import annotations

from issues.admin.issue import IssueAdmin
from issues.admin.page import PageAdmin
from issues.admin.templates import IssueTemplateAdmin

__all__ = ["IssueAdmin", "IssueTemplateAdmin", "PageAdmin"]
