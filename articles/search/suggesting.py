"""Did you mean …: another wording of a query that finds nothing, which does find something.

    zhaoshang  -> 招商        letters in place of characters
    找商引资   -> 招商引资     characters that sound alike
    田庄真     -> 田庄镇       the name of a place or a subject but for a character

What is proposed was found in published stories: nothing is learnt here of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from taggit.models import Tag

from articles import clock
from articles.search.analyzer import NARROW, fold
from articles.search.finding import count
from articles.search.keys import last_key
from articles.search.pinyin import Columns, alike, likeliest, pairs, readings
from articles.search.postings import postings
from articles.search.query import Query, Word, written
from towns.models import Town

# Up to how many stories two characters are counted in: more often is often.
OFTEN = 50
# Names this near are the same but for one character of three, or of four.
NEARNESS = 0.66
SHORTEST_NAME = 3


def did_you_mean(query: Query) -> str | None:
    """What to type instead, or None. Asked of a query that finds nothing."""
    words = _joined(query.words)
    better = [_better(word) for word in words]
    if all(new is None for new in better):
        return None
    chosen = tuple(new or old for new, old in zip(better, words, strict=True))
    proposed = replace(query, words=chosen)
    return written(proposed) if count(proposed, most=1) else None


def _joined(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """zhao shang is one word, typed as two."""
    if len(words) > 1 and all(any(readings(word.text)) for word in words):
        return (Word(" ".join(word.text for word in words), words[0].field),)
    return words


def _better(word: Word) -> Word | None:
    """The first proposal for the word that is found; None for a word that is found itself."""
    if not any(readings(word.text)) and count(Query((word,)), most=1):
        return None
    proposals = (replace(word, text=text) for text in _proposals(word.text))
    return next((proposal for proposal in proposals if count(Query((proposal,)), most=1)), None)


def _proposals(text: str) -> Iterator[str]:
    if NARROW.search(text):
        for columns in readings(text):
            yield from _likeliest(columns)
        return
    yield from get_close_matches(text, _names(text), n=2, cutoff=NEARNESS)
    yield from _likeliest(alike(text))


def _likeliest(columns: Columns) -> list[str]:
    with clock.reading() as moment:
        often = postings().frequencies(pairs(columns), upto=last_key(moment), most=OFTEN)
    return likeliest(columns, often)


def _names(text: str) -> Iterable[str]:
    """Names of places and subjects about as long."""
    if len(text) < SHORTEST_NAME:
        return []
    names = [*Town.objects.values_list("name", flat=True), *Tag.objects.values_list("name", flat=True)]
    return [fold(name) for name in names if abs(len(name) - len(text)) <= 1]
