"""A ZIP of an issue is read without unpacking it to the disk; one that is not what it says is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.sources import SourceError, open_source, page_text
from tests.hostile_archives import HOSTILE, PAGE, packed

ROOT = Path(__file__).parent.parent
MEMORY = 256 * 1024 * 1024


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    paths = {name: folder / f"{number}.zip" for number, name in enumerate(HOSTILE)}
    for name, path in paths.items():
        path.write_bytes(HOSTILE[name][1]())
    return paths


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archive_is_refused_whole(hostile: dict[str, Path], name: str) -> None:
    with pytest.raises(SourceError) as caught, open_source(hostile[name]):
        pass
    assert caught.value.code == HOSTILE[name][0]


OPEN_ALL = """
import json, resource, sys
from pathlib import Path
from ingest.sources import SourceError, open_source
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
codes = []
for path in sys.argv[2:]:
    try:
        with open_source(Path(path)) as source:
            codes.append([file.name for file in source.files])
    except SourceError as error:
        codes.append(error.code)
print(json.dumps(codes))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on memory is Unix's")
def test_no_hostile_archive_takes_much_memory(hostile: dict[str, Path]) -> None:
    command = [sys.executable, "-c", OPEN_ALL, str(MEMORY), *map(str, hostile.values())]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(run.stdout) == [HOSTILE[name][0] for name in hostile]


def names_in(tmp_path: Path, data: bytes) -> list[str]:
    path = tmp_path / "issue.zip"
    path.write_bytes(data)
    with open_source(path) as source:
        assert [page_text(file.read()) for file in source.files] == [PAGE.decode()] * len(source.files)
        return [file.name for file in source.files]


NAME = "A3 鲁西新区·巨野.txt"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_mark_of_utf8_are_read_as_meant(tmp_path: Path, encoding: str) -> None:
    """Windows in China writes GBK; macOS writes UTF-8 and does not say so."""
    meant = NAME.encode(encoding)
    stand_in = "x" * len(meant)
    data = packed({stand_in: PAGE}).replace(stand_in.encode(), meant)
    assert names_in(tmp_path, data) == [NAME]


def test_folders_and_litter_in_the_archive_are_no_pages(tmp_path: Path) -> None:
    data = packed(
        {
            "2023-12-20/": b"",
            "2023-12-20/A3.txt": PAGE,
            "2023-12-20/.DS_Store": b"x",
            "__MACOSX/2023-12-20/._A3.txt": b"x",
            "2023-12-20\\A4.txt": PAGE,
        }
    )
    assert names_in(tmp_path, data) == ["2023-12-20/A3.txt", "2023-12-20/A4.txt"]


def test_page_of_one_word_over_and_over_is_no_bomb(tmp_path: Path) -> None:
    data = packed({"A3.txt": PAGE * 300})
    path = tmp_path / "issue.zip"
    path.write_bytes(data)
    with open_source(path) as source:
        assert source.files[0].read() == PAGE * 300
