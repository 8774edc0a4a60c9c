"""The pure rules of a story's text."""

from __future__ import annotations

from django.test import SimpleTestCase

from articles.tags import join_tags, parse_tags
from articles.text import BlockKind, blocks, body_length, clean_body, count_characters, text_hash


class BodyTests(SimpleTestCase):
    def test_a_line_is_a_paragraph_and_marks_make_subheads_and_quotations(self) -> None:
        body = "第一段。\n\n## 小标题\n> 引文\n　　第二段。"
        kinds = [(block.kind, block.text) for block in blocks(body)]
        expected = [
            (BlockKind.PARAGRAPH, "第一段。"),
            (BlockKind.SUBHEAD, "小标题"),
            (BlockKind.QUOTE, "引文"),
            (BlockKind.PARAGRAPH, "第二段。"),
        ]
        self.assertEqual(kinds, expected)

    def test_a_photo_has_its_place_by_its_number(self) -> None:
        numbers = [block.number for block in blocks("[图1]\n［图１２］\n【图3】\n见[图1]。\n[图0x]")]
        self.assertEqual(numbers, [1, 12, 3, 0, 0])

    def test_marks_are_not_counted_since_they_are_not_printed(self) -> None:
        self.assertEqual(body_length("## 小标题\n> 引文\n[图1]\n正文。"), 8)

    def test_what_nobody_sees_is_not_kept(self) -> None:
        self.assertEqual(clean_body("麦\u200b田\ufeff返\u00ad青\u202e。\x07"), "麦田返青。")

    def test_typed_indents_and_blank_lines_are_not_kept(self) -> None:
        self.assertEqual(clean_body("　　第一段。\r\n\r\n  第二段。 \n"), "第一段。\n第二段。")

    def test_cleaning_twice_changes_nothing_more(self) -> None:
        once = clean_body("　　一 \u00a0 二\n\n\n三　四")
        self.assertEqual(clean_body(once), once)

    def test_length_counts_punctuation_and_no_white_space(self) -> None:
        cases = {"": 0, "麦田返青。": 5, "麦 田\n返　青": 4, "2023年": 5, "𠮷野": 2}
        for text, length in cases.items():
            with self.subTest(text):
                self.assertEqual(count_characters(text), length)

    def test_the_hash_tells_texts_apart_and_does_not_mind_the_order_of_fields(self) -> None:
        self.assertEqual(text_hash({"a": "一", "b": "二"}), text_hash({"b": "二", "a": "一"}))
        self.assertNotEqual(text_hash({"a": "一二", "b": ""}), text_hash({"a": "一", "b": "二"}))


class TagTests(SimpleTestCase):
    def test_tags_are_separated_by_any_comma(self) -> None:
        self.assertEqual(
            parse_tags("主题教育，乡村振兴、招商引资,#春耕；主题教育"),
            ["主题教育", "乡村振兴", "招商引资", "春耕"],
        )

    def test_what_is_shown_reads_back_the_same(self) -> None:
        tags = ["乡村振兴", "春耕 备播"]
        self.assertEqual(sorted(parse_tags(join_tags(tags))), sorted(tags))
