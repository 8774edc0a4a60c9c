"""Search over stories of every state, as a condition on their rows: what staff may see, the policy says."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.expressions import RawSQL

from articles import clock
from articles.search.finding import Filters, ask_of
from articles.search.keys import LAST
from articles.search.postings import postings
from articles.search.query import parse


def found_by(typed: str) -> Q:
    """The stories that the query finds. Its dates are days of publication, which only some have."""
    query = parse(typed, today=clock.today())
    if query.asks_nothing:
        return Q(pk__in=[])
    sql, values = postings().stories(ask_of(query, Filters(), upto=LAST, low=0))
    return Q(pk__in=RawSQL(sql, values))  # noqa: S611  # Values are passed apart.
