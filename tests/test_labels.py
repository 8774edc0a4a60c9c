"""The order that the label of a page stands for."""

from __future__ import annotations

import pytest

from issues.labels import page_order


@pytest.mark.parametrize(
    ("label", "order"),
    [
        ("A3", 3),
        ("a12", 12),
        ("B1", 101),
        ("03", 3),
        ("7", 7),
        ("第3版", 3),
        ("第四版", 4),
        ("十", 10),
        ("十二", 12),
        ("第二十四版", 24),
        ("特刊", None),
    ],
)
def test_a_label_says_where_the_page_stands(label: str, order: int | None) -> None:
    assert page_order(label) == order


def test_all_of_section_a_stands_before_section_b() -> None:
    labels = ["B1", "A2", "A16", "A1", "B2"]
    assert sorted(labels, key=lambda label: page_order(label) or 0) == ["A1", "A2", "A16", "B1", "B2"]
