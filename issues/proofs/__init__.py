"""Proofs of a page (三校): its text at a moment, the marks made on it, and who signed it.

`standing(page)` and `standings(issue)` say how far the proofs are; everything else asks them.
"""

from __future__ import annotations

from issues.proofs.marks import carry, mark, resolve
from issues.proofs.rounds import pull, sign, why_not_pull, why_not_sign
from issues.proofs.standing import ROUNDS, Standing, State, standing, standings, standings_of

__all__ = [
    "ROUNDS",
    "Standing",
    "State",
    "carry",
    "mark",
    "pull",
    "resolve",
    "sign",
    "standing",
    "standings",
    "standings_of",
    "why_not_pull",
    "why_not_sign",
]
