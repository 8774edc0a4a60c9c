"""The parsed page as plain dictionaries, ready for JSON (the format of the practice pages).

Places are `[start, end]`, counted in characters of the decoded text.
"""

from __future__ import annotations

from typing import Any

from ingest.page import Doubt, Fragment, ParsedPage, ParsedStory
from people.bylines import Byline, Credit


def page_as_dict(page: ParsedPage, *, page_id: str) -> dict[str, Any]:
    return {
        "page_id": page_id,
        "county": page.county,
        "stories": [story_as_dict(story) for story in page.stories],
        "furniture_lines": [line.line for line in page.furniture],
        "fragments": [fragment_as_dict(fragment) for fragment in page.fragments],
        "furniture_parts": [[*line.span, line.reason] for line in page.furniture],
    }


def story_as_dict(story: ParsedStory) -> dict[str, Any]:
    return {
        "kind": story.kind,
        "kicker": story.kicker,
        "headline": story.headline,
        "deck": story.deck,
        "dateline": story.dateline,
        "printed_byline": story.printed_byline,
        "credits": [credit_as_dict(credit) for credit in story.credits],
        "organisations": list(story.organisations),
        "towns": list(story.towns),
        "county": story.county,
        "paragraphs": list(story.paragraphs),
        "complete": story.complete,
        "section": story.section,
        "lines": [list(span) for span in story.lines],
        "parts": [[part.start, part.end, part.role, part.number] for part in story.parts],
        "credit_spans": [[list(span) for span in spans] for spans in story.credit_spans],
        "mentions": [
            {
                "town": each.town,
                "county": each.county,
                "reason": each.reason,
                "spans": [list(span) for span in each.spans],
            }
            for each in story.mentions
        ],
        "doubts": [doubt_as_dict(doubt) for doubt in story.doubts],
    }


def fragment_as_dict(fragment: Fragment) -> dict[str, Any]:
    return {
        "line": fragment.line,
        "spans": [list(span) for span in fragment.spans],
        "story": fragment.story,
        "score": round(fragment.score, 2),
        "because": fragment.because,
        "reason": fragment.reason,
        "rivals": [{"story": rival.story, "behind": round(rival.behind, 2)} for rival in fragment.rivals],
    }


def byline_as_dict(byline: Byline, *, case_id: str) -> dict[str, Any]:
    return {
        "id": case_id,
        "dateline": byline.dateline,
        "credits": [credit_as_dict(credit) for credit in byline.credits],
        "organisations": list(byline.organisations),
    }


def credit_as_dict(credit: Credit) -> dict[str, str | None]:
    """With the unit where one is printed."""
    found = {"role": credit.role, "name": credit.name, "title": credit.title}
    return found | {"unit": credit.unit} if credit.unit else found


def doubt_as_dict(doubt: Doubt) -> dict[str, Any]:
    return {
        "code": doubt.code,
        "reason": doubt.reason,
        "because": doubt.because,
        "line": doubt.line,
        "span": list(doubt.span),
    }
