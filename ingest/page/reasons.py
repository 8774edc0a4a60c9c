"""Why a fragment was given to its story, in one sentence: the evidence that puts it ahead of the next best.

A name as in `ingest.page.evidence.WEIGHTS` speaks for the story, one with `not:` before it against the other.
"""

from __future__ import annotations

from ingest.page.evidence import WEIGHTS


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue of translations."""
    return sentence


ALONE = "alone"
WHOLE = "whole"
AGAINST = "not:"
SENTENCES = {
    ALONE: gettext_noop("No other story could have it."),
    WHOLE: gettext_noop("The page as a whole reads better so."),
    "open-join": gettext_noop("The sentence right above waits for its end."),
    "waiting": gettext_noop("A sentence of this story waits for its end."),
    "looks-cut": gettext_noop("It reads like the rest of a sentence, and the story stops inside one."),
    "word-spans": gettext_noop("The end of the story and the beginning of the fragment make a word."),
    "name-spans": gettext_noop(
        "The end of the story and the beginning of the fragment make the name of a place."
    ),
    "quote-closes": gettext_noop("It closes the quotation that the story left open."),
    "attested": gettext_noop("The page prints the characters at the join side by side elsewhere too."),
    "after-crosshead": gettext_noop("A crosshead of this story waits for its text."),
    "twin-crosshead": gettext_noop("Its crosshead is like the one of this story."),
    "shared": gettext_noop("It has more words in common with this story."),
    "title": gettext_noop("It has words of the title of this story."),
    "same-topic": gettext_noop("It is about the same subject as this story."),
    "same-town": gettext_noop("It names a town of this story."),
    "village": gettext_noop("It names a village of a town of this story."),
    "anaphora": gettext_noop("What it refers to is named in this story."),
    "end-byline": gettext_noop("It ends with a byline, and this story has none yet."),
    "not:own-story": gettext_noop("It goes with this story more likely than with one of another page."),
    "not:leave": gettext_noop("It stands right below this story."),
    "not:leave-interrupted": gettext_noop("It goes on with this story below what interrupts it."),
    "not:leave-open": gettext_noop("It stands right below this story, whose sentence is open."),
    "not:leave-early": gettext_noop("This story would have only one paragraph without it."),
    "not:distance": gettext_noop("This story stands nearer."),
    "not:quote-clash": gettext_noop("A quotation would be left open in the other story."),
    "not:opener-into-open": gettext_noop(
        "It begins like a paragraph, and the other story stops inside a sentence."
    ),
    "not:middle-into-closed": gettext_noop("It begins inside a sentence, and the other story has none open."),
    "not:plain-into-closed": gettext_noop(
        "It does not begin like a paragraph, and the other story has no open sentence."
    ),
    "not:speech-into-open": gettext_noop(
        "It begins with a quotation, and the other story stops inside a sentence."
    ),
    "not:indent-clash": gettext_noop(
        "It is indented like a paragraph, and the other story stops inside a sentence."
    ),
    "not:other-town": gettext_noop("It names a town that the other story does not."),
    "not:new-town": gettext_noop("It names a town, and the other story names none."),
    "not:other-county": gettext_noop("It names a county that the other story does not."),
    "not:other-village": gettext_noop("It names a village that is in no town of the other story."),
    "not:no-antecedent": gettext_noop("What it refers to is not in the other story."),
    "not:after-end-byline": gettext_noop("The other story has ended with its byline."),
    "not:second-byline": gettext_noop("The other story has its byline already."),
    "not:other-topic": gettext_noop("The other story is about something else."),
    "not:after-closing": gettext_noop("The other story has said its last word."),
    "not:after-brief": gettext_noop("The other story is a brief."),
}


def strongest(mine: dict[str, float], others: dict[str, float]) -> str:
    """The name in `SENTENCES` of what puts the evidence `mine` ahead of that of the next best story."""
    ahead = {name: WEIGHTS[name] * (mine.get(name, 0.0) - others.get(name, 0.0)) for name in mine | others}
    name = max(ahead, key=lambda each: ahead[each])
    if ahead[name] <= 0:
        return WHOLE
    return name if WEIGHTS[name] > 0 else AGAINST + name
