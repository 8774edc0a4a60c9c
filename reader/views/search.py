"""Search: its page, the names suggested while one types, and its description for browsers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from reader import queries
from reader.meaning import suggested
from reader.results import State, results_of
from reader.search import clean, read

# How many names of towns lead on from the empty form.
TOWNS = 8
# What OpenSearch calls a suggestion: the typed text, names, what they are, where they lead.
SUGGESTIONS = "application/x-suggestions+json"


def search(request: HttpRequest) -> HttpResponse:
    results = results_of(read(request.GET))
    context: dict[str, Any] = {"results": results, "asked": results.asked, "query": results.query}
    if results.state != State.FOUND:
        context["towns"] = [town for town, _story in queries.latest_by_town()[:TOWNS]]
    response = render(request, "reader/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def suggest(request: HttpRequest) -> HttpResponse:
    """As the OpenSearch suggestions extension has it, so that browsers can ask as our script does.

    A browser shows only suggestions in which the typed text stands: with a name that is meant by its reading
    (tzz, 田庄镇) it is said once more.
    """
    typed = clean(request.GET.get("q", ""))
    found = suggested(typed)
    answer = [
        typed,
        [each.name for each in found],
        [each.said if typed in each.name else f"{each.said} {typed}" for each in found],
        [request.build_absolute_uri(each.address) for each in found],
    ]
    response = JsonResponse(answer, safe=False, content_type=SUGGESTIONS)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def description(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: with it a browser offers the paper among its own search engines."""
    return render(
        request, "reader/opensearch.xml", content_type="application/opensearchdescription+xml; charset=utf-8"
    )
