"""What answers for programs are held against: the schemas in tests/data/schemas."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

FOLDER = Path(__file__).parent / "data" / "schemas"
FORMATS = FormatChecker(formats=["date"])
# No entity is resolved and nothing is fetched.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def _is_address(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"https?://[!-~]+", value) is not None


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or dt.datetime.fromisoformat(value).tzinfo is not None


FORMATS.checks("uri")(_is_address)
FORMATS.checks("date-time", raises=ValueError)(_is_moment)


def parsed(content: bytes) -> Any:
    return etree.fromstring(content, PARSER)


def xml_errors(content: bytes, schema: str) -> list[str]:
    """What is wrong with the document by `atom.rng`, `sitemap.xsd` …; empty when it is valid."""
    validator = _xml_schema(schema)
    validator.validate(parsed(content))
    return [str(error) for error in validator.error_log]


def json_errors(data: Any, schema: str | dict[str, Any]) -> list[str]:
    """The same of a JSON document, by a file of the folder or a schema at hand."""
    found = _json_schema(schema) if isinstance(schema, str) else schema
    validator = Draft202012Validator(found, format_checker=FORMATS)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


@cache
def _xml_schema(name: str) -> Any:
    document = etree.parse(FOLDER / name)
    return etree.RelaxNG(document) if name.endswith(".rng") else etree.XMLSchema(document)


@cache
def _json_schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found
