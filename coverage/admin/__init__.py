"""The staff pages of assignments, and what an assignment adds to the story's form."""

from coverage.admin.assignment import AssignmentAdmin

__all__ = ["AssignmentAdmin"]
