"""All that the checks read of an issue, loaded once: the same few queries however much stands in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from articles.models import Article, Credit
from articles.text import blocks
from issues.models import Issue, Page, Placement
from issues.planning import numbering, outlines
from issues.planning.outlines import Difference
from people.bylines import fold
from towns.gazetteer import Mention
from towns.models import County, Jurisdiction
from towns.places import Places, TownRow, places_on

PUTS_RIGHT = re.compile("误为|误作|误写|误印|误登|误植|应为|更正")
# No paragraph of a newspaper is longer: one that is is read in pieces, or its checks would take minutes.
LONGEST_LINE = 2000
PIECE = re.compile(rf"(?s).{{1,{LONGEST_LINE}}}(?<=[。！？!?])|.{{1,{LONGEST_LINE}}}")


@dataclass
class Story:
    """A story with its places in the order of the pages."""

    article: Article
    placements: list[Placement] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.article.pk

    @property
    def page(self) -> Page:
        return self.placements[0].page

    @cached_property
    def told(self) -> dict[str, str]:
        """What every sentence about it names."""
        return {"story": self.article.title, "page": self.page.label}

    @cached_property
    def lines(self) -> list[str]:
        """Everything that is printed of it but the byline and the credits, paragraph by paragraph."""
        article = self.article
        heads = [article.kicker, article.headline, article.deck, article.dateline]
        paragraphs = [block.text for block in blocks(article.body)]
        captions = [photo.caption for photo in article.photos.all()]
        lines = [line for each in [*heads, *paragraphs, *captions] for line in each.splitlines()]
        return [piece for line in lines for piece in _pieces(line)]

    @cached_property
    def folded(self) -> str:
        """All its lines with full-width letters, digits and marks as half-width ones."""
        return fold("\n".join(self.lines))

    @cached_property
    def own_words(self) -> list[str]:
        """Its lines without those that put something right: 上期将田庄镇误为田壮镇 has to name both."""
        if self.article.genre == Article.Genre.CORRECTION:
            return []
        return [line for line in self.lines if not PUTS_RIGHT.search(line)]


@dataclass
class Material:
    """`pages` in the order in which the issue has them, `stories` in that of their first places."""

    issue: Issue
    pages: list[Page]
    stories: list[Story]
    # How its pages differ from those of its weekday, and the serial number it has to have.
    difference: Difference | None
    number: int | None
    places: Places
    counties: list[County]
    # The counties that govern or governed each town, by its key.
    ever: dict[int, set[str]]

    @cached_property
    def rank(self) -> dict[int, int]:
        """Where each page stands in the issue, from 1, by its key."""
        return {page.pk: at for at, page in enumerate(self.pages, start=1)}

    @cached_property
    def rows_of(self) -> dict[str, list[TownRow]]:
        """The towns that a name stands for, by their names and other names."""
        rows: dict[str, list[TownRow]] = defaultdict(list)
        for row in self.places.by_key.values():
            for name in dict.fromkeys((row.name, *row.other_names.split())):
                rows[name].append(row)
        return dict(rows)

    @cached_property
    def mentions(self) -> dict[int, list[tuple[str, list[Mention]]]]:
        """Every line of each story without white space (田 庄镇 is 田庄镇), with the towns that it names."""
        find = self.places.gazetteer.find
        found = {}
        for story in self.stories:
            places = [photo.place for photo in story.article.photos.all() if photo.place]
            county = story.article.county.name if story.article.county else None
            lines = ["".join(line.split()) for line in [*story.own_words, *places]]
            found[story.pk] = [(line, find(line, county_hint=county)) for line in lines]
        return found

    @cached_property
    def towns(self) -> dict[int, list[TownRow]]:
        """The towns that each story names or is marked with, by its key."""
        return {story.pk: list(dict.fromkeys(self._towns_of(story))) for story in self.stories}

    @cached_property
    def counties_told(self) -> dict[int, set[str]]:
        """The counties that each story names, by its key."""
        find = self.places.gazetteer.counties_in
        return {story.pk: set(find("。".join(story.lines))) for story in self.stories}

    def places_in(self, words: str) -> tuple[set[str], set[str]]:
        """The towns and the counties that the words before a title name."""
        if words not in self._places_in:
            mentions = self.places.gazetteer.find(words)
            counties = {mention.county for mention in mentions if mention.county}
            counties |= set(self.places.gazetteer.counties_in(words))
            self._places_in[words] = {mention.town for mention in mentions}, counties
        return self._places_in[words]

    @cached_property
    def _places_in(self) -> dict[str, tuple[set[str], set[str]]]:
        return {}

    def _towns_of(self, story: Story) -> Iterator[TownRow]:
        for town in story.article.towns.all():
            if town.pk in self.places.by_key:
                yield self.places.by_key[town.pk]
        for mention in (mention for _line, mentions in self.mentions[story.pk] for mention in mentions):
            rows = self.places.by_name.get(mention.town, ())
            yield from (row for row in rows if not mention.county or row.county == mention.county)


def _pieces(line: str) -> list[str]:
    """A line too long is cut, behind a sentence where one ends."""
    return [line] if 0 < len(line) <= LONGEST_LINE else PIECE.findall(line)


def load(issue: Issue) -> Material:
    pages = list(issue.pages.order_by("order", "pk"))
    rank = {page.pk: at for at, page in enumerate(pages)}
    stories: dict[int, Story] = {}
    for placement in sorted(_placements(issue), key=lambda each: (rank[each.page_id], each.order, each.pk)):
        placement.page = pages[rank[placement.page_id]]
        story = stories.setdefault(placement.article_id, Story(placement.article))
        story.placements.append(placement)
    return Material(
        issue=issue,
        pages=pages,
        stories=list(stories.values()),
        difference=outlines.difference(issue),
        number=numbering.expected(issue),
        places=places_on(issue.date),
        counties=list(County.objects.all()),
        ever=_counties_of_towns(),
    )


def _counties_of_towns() -> dict[int, set[str]]:
    ever: dict[int, set[str]] = defaultdict(set)
    for town, county in Jurisdiction.objects.order_by().values_list("town", "county__name"):
        ever[town].add(county)
    return dict(ever)


def _placements(issue: Issue) -> list[Placement]:
    credits = Credit.objects.select_related("person__town", "person__unit")
    found = Placement.objects.filter(page__issue=issue)
    found = found.select_related("article__county", "continues__page", "continues__article")
    return list(
        found.prefetch_related(
            "article__towns",
            "article__photos",
            Prefetch("article__credits", credits),
            Prefetch("article__photos__credits", credits),
        )
    )
