"""All proposals for a story at once, as the page's script gets them."""

from __future__ import annotations

from typing import Any

from articles.models import Article
from articles.photos.captions import part
from articles.proposals.credits import (
    NamedPerson,
    byline_proposal,
    credits_from_byline,
    not_chosen_yet,
    printed_credits,
    read_byline,
)
from articles.proposals.draft import Draft
from articles.proposals.places import NamedTown, named_towns, shared_county
from articles.proposals.tags import used_tags
from people.matching import Certainty, Near
from people.models import Desk, Person, User, desk_of, person_of
from policy.access import may, visible
from policy.table import Action
from towns.models import County
from towns.places import Places, places_on

# Without a line of its own in the text, news of the paper's own begin so.
DATELINE = "本报讯"


def proposals(draft: Draft, *, user: User, article: Article | None = None) -> dict[str, Any]:
    """What may be accepted with one key each. Only what the user may see is named."""
    places = places_on(draft.date)
    home = county_of(draft, user=user, article=article)
    named = named_towns(draft, places, county=home)
    read = read_byline(draft.body)
    byline = byline_proposal(draft, read)
    near = nearness(draft, places, named, desk=article.desk if article else desk_of(user))
    people = credits_from_byline(
        printed_credits(draft, read), among=visible(Person, user), places=places, near=near, county=home
    )
    county = shared_county(draft, places, named)
    towns = {each.town.pk for each in named if each.is_certain} | draft.towns
    is_news = draft.genre == Article.Genre.NEWS
    has_dateline = bool(draft.dateline or (byline and byline["dateline"]))
    return {
        "towns": [town_as_dict(each) for each in named if each.town.pk not in draft.towns],
        "people": [person_as_dict(each, draft, user=user) for each in not_chosen_yet(people, draft)],
        "byline": byline,
        "dateline": DATELINE if is_news and not has_dateline else None,
        "county": {"id": county[0], "label": county[1]} if county else None,
        "tags": [
            {"name": tag.name, "count": tag.count, "why": tag.why}
            for tag in used_tags(draft.text, towns=towns, chosen=draft.tags, user=user)
        ],
    }


def county_of(draft: Draft, *, user: User, article: Article | None) -> str:
    """The county that decides between towns of one name: the story's, or else its author's."""
    if draft.county is not None:
        return _name(County.objects.filter(pk=draft.county).first())
    if article is not None and article.county is not None:
        return article.county.name
    author = article.filed_by if article is not None and article.filed_by else user
    person = person_of(author)
    return _name(person.county() if person else None)


def _name(county: County | None) -> str:
    return county.name if county else ""


def nearness(draft: Draft, places: Places, named: list[NamedTown], *, desk: Desk | None) -> Near:
    """The towns of the story and their counties, and who works at the story's desk."""
    towns = {each.town.pk for each in named} | draft.towns
    counties = {places.by_key[key].county_id for key in towns if key in places.by_key} | {draft.county}
    members = desk.members.values_list("pk", flat=True) if desk else []
    return Near(
        towns=frozenset(towns),
        counties=frozenset(key for key in counties if key is not None),
        accounts=frozenset(members),
    )


def town_as_dict(named: NamedTown) -> dict[str, Any]:
    return {
        "id": named.town.pk,
        "label": named.town.choice_label,
        "words": named.words,
        "certain": named.is_certain,
        "why": named.why,
    }


def person_as_dict(named: NamedPerson, draft: Draft, *, user: User) -> dict[str, Any]:
    """`caption` is the number of the caption that names the person, `bare` its text without the credit."""
    found, credit, caption = named.candidates, named.printed.credit, named.printed.caption
    is_open = found.certainty != Certainty.CERTAIN
    return {
        "printed": found.name,
        "title": credit.title or "",
        "role": credit.role,
        "caption": caption,
        "bare": None if caption is None else part(draft.captions[caption]).caption,
        "certainty": found.certainty.value,
        "matches": [{"id": person.pk, "label": person.choice_label} for person in found.people],
        "can_create": is_open and may(user, Action.ADD, Person),
    }
