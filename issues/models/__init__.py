"""WHEN: a dated issue, its pages and what stands on them, its proofs, its last reading, how it looks."""

from __future__ import annotations

from issues.models.announcement import Announcement
from issues.models.issue import EARLIEST, LATEST, Issue, IssueDay, IssueQuerySet
from issues.models.page import Page
from issues.models.placement import Placement
from issues.models.planning import IssueTemplate, NoPaperDay, TemplatePage, TemplateWeekday
from issues.models.proof import Proof, ProofMark
from issues.models.reading import Override, Reading
from issues.models.rendition import Region, Rendition

__all__ = [
    "EARLIEST",
    "LATEST",
    "Announcement",
    "Issue",
    "IssueDay",
    "IssueQuerySet",
    "IssueTemplate",
    "NoPaperDay",
    "Override",
    "Page",
    "Placement",
    "Proof",
    "ProofMark",
    "Reading",
    "Region",
    "Rendition",
    "TemplatePage",
    "TemplateWeekday",
]
