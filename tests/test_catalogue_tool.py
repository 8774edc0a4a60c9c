"""bin/messages.py finds exactly what Django will look up, and lets nothing unfinished pass."""

from __future__ import annotations

from pathlib import Path

import messages
import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

TEMPLATE = """{% load i18n %}
    <p>　　isn't {% translate "Read more" %} 007 ([ 1_</p>
  {% translate "May" context "month" as month %}{{ month }}
{% blocktranslate trimmed count n=n with name=name %}
        One 100% story of {{ name }}
    {% plural %}
        {{ n }} stories of {{ name }}
{% endblocktranslate %}
{% blocktranslate context "sign" %}Closed
   “today”, {{ name }}{% endblocktranslate %}
{{ nobody|default:_("nobody") }}
"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
LABELS = [_("Read more"), pgettext_lazy("verb", "Issue"), ngettext("%(n)s page", "%(n)s pages", 2)]
"""
CHINESE = {
    "Read more": "阅读全文",
    "May": "五月",
    "One 100%% story of %(name)s": "%(name)s的%(n)s篇稿件",
    "Closed\n   “today”, %(name)s": "%(name)s今日休息",
    "nobody": "无人",
    "Issue": "出版",
    "%(n)s page": "%(n)s个版",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one template and one module, with an empty catalogue."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "home.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "labels.py").write_text(PYTHON, encoding="utf-8")
    messages.write(tmp_path)
    return tmp_path


@pytest.fixture
def translated(project: Path) -> Path:
    """The same, with every message translated."""
    catalog = messages.read_catalog(po(project))
    for message in catalog:
        if message.id:
            text = CHINESE[messages.singular_of(message)]
            message.string = text if isinstance(message.id, str) else (text,)
    quiet = messages.updated(catalog, messages.find_messages(project))
    po(project).write_bytes(messages.po_bytes(quiet))
    messages.write(project)
    return project


def po(project: Path) -> Path:
    return project / messages.FOLDER / "django.po"


def mo(project: Path) -> Path:
    return po(project).with_suffix(".mo")


def edit(project: Path, old: str, new: str) -> None:
    text = po(project).read_text(encoding="utf-8")
    assert old in text
    po(project).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(("number", "counted"), [(1, "牡丹区的1篇稿件"), (3, "牡丹区的3篇稿件")])
def test_django_finds_every_message_of_a_template(translated: Path, number: int, counted: str) -> None:
    with override_settings(LOCALE_PATHS=[translated / "locale"]), translation.override("zh-hans"):
        page = Template(TEMPLATE).render(Context({"n": number, "name": "牡丹区"}))
    for words in ("阅读全文", "五月", counted, "牡丹区今日休息", "无人"):
        assert words in page


def test_django_finds_messages_of_python(translated: Path) -> None:
    with override_settings(LOCALE_PATHS=[translated / "locale"]), translation.override("zh-hans"):
        assert translation.pgettext("verb", "Issue") == "出版"
        assert translation.ngettext("%(n)s page", "%(n)s pages", 2) == "%(n)s个版"


def test_complete_catalogue_passes(translated: Path) -> None:
    assert messages.problems(translated) == []


def test_untranslated_messages_are_listed(project: Path) -> None:
    assert "not translated: 'May' (context 'month')" in messages.problems(project)


def test_message_missing_in_the_catalogue_is_listed(translated: Path) -> None:
    (translated / "more.py").write_text('gettext("Withdrawn")', encoding="utf-8")
    assert "missing in the catalogue: 'Withdrawn'" in messages.problems(translated)


def test_message_nobody_uses_is_listed_and_dropped(translated: Path) -> None:
    (translated / "labels.py").unlink()
    assert "no longer used: 'Issue' (context 'verb')" in messages.problems(translated)
    messages.write(translated)
    assert messages.problems(translated) == []


def test_fuzzy_message_is_listed_and_not_shown(translated: Path) -> None:
    edit(translated, 'msgctxt "verb"', '#, fuzzy\nmsgctxt "verb"')
    messages.write(translated)
    assert messages.problems(translated) == ["fuzzy: 'Issue' (context 'verb')"]
    assert "出版".encode() not in mo(translated).read_bytes()


def test_edited_catalogue_that_was_not_compiled_is_listed(translated: Path) -> None:
    edit(translated, "五月", "5月")
    assert messages.problems(translated) == [
        f"{messages.FOLDER / 'django.mo'} is not what `make messages` writes"
    ]


def test_lost_placeholder_is_listed(translated: Path) -> None:
    edit(translated, "%(name)s今日休息", "今日休息")
    messages.write(translated)
    assert [line for line in messages.problems(translated) if "lacks %(name)" in line]


def test_update_keeps_translations_and_comments(translated: Path) -> None:
    edit(translated, 'msgctxt "month"', '# 月份\nmsgctxt "month"')
    (translated / "more.py").write_text('gettext("Withdrawn")', encoding="utf-8")
    messages.write(translated)
    text = po(translated).read_text(encoding="utf-8")
    assert "# 月份" in text
    assert all(words in text for words in CHINESE.values())


def test_translation_survives_when_a_message_gets_a_plural(translated: Path) -> None:
    (translated / "more.py").write_text('ngettext("nobody", "%(n)s people", n)', encoding="utf-8")
    messages.write(translated)
    assert 'msgid_plural "%(n)s people"\nmsgstr[0] "无人"' in po(translated).read_text(encoding="utf-8")


def test_writing_twice_changes_no_byte(translated: Path) -> None:
    before = po(translated).read_bytes(), mo(translated).read_bytes()
    messages.write(translated)
    assert (po(translated).read_bytes(), mo(translated).read_bytes()) == before


def test_catalogue_holds_no_date_and_no_line_number(translated: Path) -> None:
    text = po(translated).read_text(encoding="utf-8")
    assert "Date" not in text
    assert "#: labels.py templates/home.html\n" in text
    assert b"Date" not in mo(translated).read_bytes()


@pytest.mark.parametrize(
    ("english", "chinese", "difference"),
    [
        ("%(n)s stories", "%(n)s篇", ""),
        ("%(n)s stories", "篇", "lacks %(n)"),
        ("%(n)s stories", "%(m)s篇", "lacks %(n), does not know %(m)"),
        ("100%% of %(n)s", "%(n)s的100%%", ""),
        ("100% sure", "百分之百", ""),
        ("%s of %s", "%s", "lacks %s no. 2"),
        ("{name} of {town}", "{town}的{name}", ""),
        ("{name}", "{姓名}", "lacks {name}, does not know {姓名}"),
        (("one story", "%(n)s stories"), "%(n)s篇", ""),
        (("%(who)s: one story", "%(who)s: %(n)s stories"), "%(n)s篇", "lacks %(who)"),
    ],
)
def test_placeholders_must_agree(english: str | tuple[str, str], chinese: str, difference: str) -> None:
    assert messages.placeholder_difference(english, chinese) == difference
