"""Who of several bearers of a name is meant: what is printed, who bears it, what is judged."""

from __future__ import annotations

import pytest

from people.judging import Bearer, Near, Said, Why, judge

REPORTER, CORRESPONDENT = "reporter", "correspondent"
TIANZHUANG, LAIHE = 1, 2  # towns
JUYE, CAOXIAN = 10, 20  # counties
MEDIA = "巨野县融媒体中心"

STAFF = Bearer(REPORTER)
OF_TOWN = Bearer(CORRESPONDENT, town=TIANZHUANG, counties=frozenset({JUYE}))
OF_UNIT = Bearer(CORRESPONDENT, unit=MEDIA, unit_county="巨野县", counties=frozenset({JUYE}))
OF_SHORT_UNIT = Bearer(CORRESPONDENT, unit="融媒体中心", unit_county="巨野县", counties=frozenset({JUYE}))
REPORTER_OF_UNIT = Bearer(REPORTER, unit=MEDIA, unit_county="巨野县", counties=frozenset({JUYE}))
FAR = Bearer(CORRESPONDENT, town=LAIHE, counties=frozenset({CAOXIAN}))
BARE = Bearer(CORRESPONDENT)
COLLEAGUE = Bearer(REPORTER, account=7)

NOWHERE = Near()
HERE = Near(towns=frozenset({TIANZHUANG}), counties=frozenset({JUYE}))
DESK = Near(accounts=frozenset({7}))

TITLE = Said(CORRESPONDENT)
TOWN = Said(CORRESPONDENT, town=TIANZHUANG)
UNIT = Said(CORRESPONDENT, unit=MEDIA)
SHORT = Said(CORRESPONDENT, unit="巨野融媒体中心")
IN_TOWN = Said(CORRESPONDENT, unit="田庄镇卫生院", town=TIANZHUANG)
NOTHING = Said()

Row = tuple[Said, list[Bearer], Near, str, list[Why]]
TABLE: list[Row] = [
    (TITLE, [], HERE, "new", []),
    # One bearer, no unit printed
    (NOTHING, [STAFF], NOWHERE, "certain", [Why.ALONE]),
    (TITLE, [BARE], HERE, "certain", [Why.ALONE]),
    (TITLE, [OF_TOWN], HERE, "certain", [Why.NEAR_TOWN]),
    (TITLE, [OF_UNIT], HERE, "certain", [Why.NEAR_COUNTY]),
    (NOTHING, [COLLEAGUE], DESK, "certain", [Why.COLLEAGUE]),
    (TITLE, [STAFF], NOWHERE, "doubtful", [Why.OTHER_KIND]),
    (TITLE, [FAR], NOWHERE, "certain", [Why.ALONE]),
    (TITLE, [FAR], HERE, "doubtful", [Why.ELSEWHERE]),
    (Said(REPORTER), [REPORTER_OF_UNIT], Near(counties=frozenset({CAOXIAN})), "certain", [Why.ALONE]),
    # Several, no unit printed: the near one is no more than likely
    (TITLE, [OF_TOWN, FAR], HERE, "doubtful", [Why.NEAR_TOWN, Why.ELSEWHERE]),
    (TITLE, [OF_TOWN, BARE], HERE, "doubtful", [Why.NEAR_TOWN, Why.NAMESAKE]),
    (TITLE, [STAFF, BARE], NOWHERE, "doubtful", [Why.OTHER_KIND, Why.NAMESAKE]),
    # A unit or a town printed with the name
    (TOWN, [OF_TOWN], NOWHERE, "certain", [Why.TOWN]),
    (TOWN, [OF_TOWN, FAR, BARE], HERE, "certain", [Why.TOWN, Why.OTHER_PLACE, Why.UNKNOWN_PLACE]),
    (UNIT, [OF_UNIT, OF_TOWN], NOWHERE, "certain", [Why.UNIT, Why.OTHER_PLACE]),
    (UNIT, [OF_SHORT_UNIT], NOWHERE, "certain", [Why.UNIT]),
    (SHORT, [OF_UNIT, FAR], NOWHERE, "certain", [Why.UNIT, Why.OTHER_PLACE]),
    (IN_TOWN, [OF_TOWN, FAR], NOWHERE, "certain", [Why.TOWN, Why.OTHER_PLACE]),
    (TOWN, [FAR], HERE, "doubtful", [Why.OTHER_PLACE]),
    (UNIT, [BARE], HERE, "doubtful", [Why.UNKNOWN_PLACE]),
    (UNIT, [OF_UNIT, OF_SHORT_UNIT], HERE, "doubtful", [Why.UNIT, Why.UNIT]),
    (UNIT, [REPORTER_OF_UNIT], HERE, "doubtful", [Why.OTHER_KIND]),
    (UNIT, [OF_UNIT, REPORTER_OF_UNIT], HERE, "doubtful", [Why.UNIT, Why.OTHER_KIND]),
    (IN_TOWN, [Bearer(CORRESPONDENT, "中心小学", town=TIANZHUANG)], HERE, "doubtful", [Why.OTHER_PLACE]),
]


@pytest.mark.parametrize(("said", "bearers", "near", "certainty", "whys"), TABLE)
def test_what_is_printed_decides(
    said: Said, bearers: list[Bearer], near: Near, certainty: str, whys: list[Why]
) -> None:
    assert judge(said, bearers, near) == (certainty, whys)


def test_two_bearers_without_anything_printed_are_never_certain() -> None:
    bearers = [STAFF, OF_TOWN, OF_UNIT, REPORTER_OF_UNIT, FAR, BARE, COLLEAGUE]
    for one in bearers:
        for other in bearers:
            for said in (NOTHING, TITLE, Said(REPORTER)):
                for near in (NOWHERE, HERE, DESK):
                    assert judge(said, [one, other], near)[0] == "doubtful"
