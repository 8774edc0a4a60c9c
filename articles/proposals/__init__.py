"""What the system proposes to who writes a story, from the text as it stands in the form.

Nothing is set and nothing is written: each proposal says what it would put where, and why.
"""

from __future__ import annotations

from articles.proposals.answer import proposals
from articles.proposals.credits import credits_from_byline
from articles.proposals.draft import Draft

__all__ = ["Draft", "credits_from_byline", "proposals"]
