"""Page count and order: against the weekday's template, by the labels, and by the order of the pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from issues.models import Page
from issues.reading.checks.material import Material
from issues.reading.checks.printed import Label, label_of
from issues.reading.finding import Finding, Kind

# Sections follow each other by their letters; T, Z and the like are for special issues and stand apart.
SECTIONS = "ABCDEF"
# A number further off counts something else.
LONGEST_GAP = 20


def check(material: Material) -> Iterator[Finding]:
    """Of an issue without pages nothing is said here: it cannot be released at all."""
    if not material.pages:
        return
    labelled = [(page, label) for page in material.pages if (label := label_of(page.label))]
    missing = dict(_missing(_sections(labelled)))
    template = list(_against_template(material))
    yield from template
    told = {str(finding.facts[0]) for finding in template if finding.code == "page_missing"}
    yield from _gaps({label: page for label, page in missing.items() if label not in told})
    if not (template or missing):
        yield from _odd(material)
    repeated = list(_repeats(_sections(labelled)))
    yield from repeated
    yield from _mixtures([row for row in labelled if row[0].pk not in {each.page for each in repeated}])
    yield from _order(material.pages, labelled)


def _finding(code: str, text: str, *facts: str | int, page: int | None = None) -> Finding:
    return Finding(Kind.PAGES, code, text, facts, page=page)


def _against_template(material: Material) -> Iterator[Finding]:
    found = material.difference
    if found is None:
        return
    said = {"template": str(found.template)}
    for missing in found.missing:
        label = missing.split(" ")[0]
        text = _("Page %(page)s is missing: “%(template)s” has it on this weekday.")
        yield _finding("page_missing", text % {**said, "page": missing}, label, said["template"])
    pages = {page.label: page for page in material.pages}
    for label in found.beyond:
        text = _("Page %(page)s is not in “%(template)s” of this weekday and is not marked as an extra page.")
        yield _finding(
            "page_beyond", text % {**said, "page": label}, label, said["template"], page=pages[label].pk
        )


def _odd(material: Material) -> Iterator[Finding]:
    """A sheet has two pages. A template with an odd number is what the paper itself decided."""
    count = len(material.pages)
    is_usual = material.difference is not None and not any(page.is_extra for page in material.pages)
    if count % 2 and not is_usual:
        text = _(
            "The issue has %(count)d pages: a newspaper sheet has two sides, so one is missing or too many."
        )
        yield _finding("odd_count", text % {"count": count}, count)


Sections = dict[str, list[tuple[Page, Label]]]


def _sections(labelled: list[tuple[Page, Label]]) -> Sections:
    """The pages of each section in the order of their numbers; a bare 3 among A1, A2 and A4 is A3."""
    first = "A" if any(label.section == "A" for _page, label in labelled) else ""
    sections = defaultdict(list)
    for page, label in sorted(labelled, key=lambda row: row[1].number):
        sections[label.section or first].append((page, label))
    return dict(sections)


def _missing(sections: Sections) -> Iterator[tuple[str, Page]]:
    """The labels that the row leaves out, each with the page after the gap."""
    for rows in sections.values():
        before = 0
        for page, label in rows:
            if label.number - before <= LONGEST_GAP:
                yield from ((_like(label, number), page) for number in range(before + 1, label.number))
            before = label.number
    for earlier, later in pairwise(sorted(sections.keys() & set(SECTIONS))):
        page, label = sections[later][0]
        for at in range(SECTIONS.index(earlier) + 1, SECTIONS.index(later)):
            yield _like(label, 1).replace(later, SECTIONS[at]), page


def _like(label: Label, number: int) -> str:
    """The label of another number in the same form."""
    digits = re.search(r"\d+", label.printed)
    if digits is None:
        return f"{label.section}{number}"
    width = len(digits.group()) if digits.group().startswith("0") or label.number < 10 else 1
    return label.printed.replace(digits.group(), f"{number:0{width}d}")


def _gaps(missing: dict[str, Page]) -> Iterator[Finding]:
    """One for each place where labels are left out."""
    for page in dict.fromkeys(missing.values()):
        labels = "、".join(label for label, after in missing.items() if after == page)
        text = _("The pages leave out %(missing)s before page %(page)s.")
        said = {"missing": labels, "page": page.label}
        yield _finding("label_gap", text % said, labels, page.label, page=page.pk)


def _repeats(sections: Sections) -> Iterator[Finding]:
    """A3 and A03: two labels in the rows of the database, one in print."""
    for rows in sections.values():
        for (first, label), (page, other) in pairwise(rows):
            if label.number == other.number:
                text = _("Pages %(first)s and %(page)s bear the same number.")
                said = {"first": first.label, "page": page.label}
                yield _finding("label_repeated", text % said, first.label, page.label, page=page.pk)


def _mixtures(labelled: list[tuple[Page, Label]]) -> Iterator[Finding]:
    """第三版, 01 and A3 beside each other: an issue writes its labels as most of its pages do."""
    forms: dict[str, dict[str, list[Page]]] = defaultdict(lambda: defaultdict(list))
    for page, label in labelled:
        for part, form in _form(label).items():
            forms[part][form].append(page)
    told = set()
    for of_part in forms.values():
        usual, *others = sorted(of_part.values(), key=len, reverse=True)
        for page in (pages[0] for pages in others):
            if page.pk not in told:
                told.add(page.pk)
                text = _("Page %(page)s is labelled in another way than page %(first)s.")
                said = {"first": usual[0].label, "page": page.label}
                yield _finding("labels_mixed", text % said, usual[0].label, page.label, page=page.pk)


def _form(label: Label) -> dict[str, str]:
    """How it is written, part by part. From 10 on nobody sees whether 9 was 9 or 09."""
    bare = label.printed
    digits = re.search(r"\d+", bare)
    if label.section not in ("", *SECTIONS):
        return {}
    form = {"words": f"{bare.startswith('第')} {bare.endswith('版')}", "numerals": str(digits is not None)}
    if label.section in ("", "A"):
        form["letter"] = label.section
    if digits is not None and label.number < 10:
        form["width"] = str(len(digits.group()))
    return form


def _order(pages: list[Page], labelled: list[tuple[Page, Label]]) -> Iterator[Finding]:
    labels = {page.pk: label for page, label in labelled}
    for before, page in pairwise(pages):
        said = {"page": page.label, "before": before.label}
        if page.order == before.order:
            text = _("Pages %(before)s and %(page)s stand at the same place of the order.")
            yield _finding("order_shared", text % said, before.label, page.label, page=page.pk)
        elif before.pk in labels and page.pk in labels and _is_before(labels[page.pk], labels[before.pk]):
            text = _("Page %(page)s stands after page %(before)s.")
            yield _finding("order_wrong", text % said, before.label, page.label, page=page.pk)


def _is_before(label: Label, other: Label) -> bool:
    """Whether a label comes before another: sections by their letters, and by number in a section.

    Labels without a letter stand where section A stands.
    """
    section, other_section = label.section or "A", other.section or "A"
    if section == other_section:
        return label.number < other.number
    return section in SECTIONS and other_section in SECTIONS and section < other_section
