"""What `make` promises: locks that can be trusted, environments that are whole, and kind words when not."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import do
import pytest
import with_postgres
from tooling import ROOT, ToolingError, chromium, cli, suite
from tooling.environment import (
    DEV_LOCK,
    RUN_LOCK,
    Environment,
    install_advice,
    python_version,
    venv_advice,
)
from tooling.site import refuse_taken_port

PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,]+\])?==(?P<version>[\w.]+)(?P<rest>.*)$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {match["name"].lower(): match["version"] for match in PIN.finditer(text)}


class CountingEnvironment(Environment):
    """An environment that writes down what it would do; `fails` stands for an interrupted install."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.done: list[str] = []
        self.fails = False

    def create(self) -> None:
        self.done.append("create")
        (self.folder / "bin").mkdir(parents=True, exist_ok=True)
        Path(self.python).unlink(missing_ok=True)
        Path(self.python).symlink_to(sys.executable)

    def install(self, lock: str) -> None:
        self.done.append(lock)
        if self.fails:
            raise ToolingError("the network is gone")


@pytest.fixture
def environment(tmp_path: Path) -> CountingEnvironment:
    for lock in (RUN_LOCK, DEV_LOCK):
        (tmp_path / lock).write_text("django==5.2\n", encoding="utf-8")
    return CountingEnvironment(tmp_path)


# Requirements ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements", "requirements-print", "requirements-dev"])
def test_lock_holds_every_direct_pin(name: str) -> None:
    locked = pins(f"{name}.lock")
    assert pins(f"{name}.txt").items() <= locked.items()


def test_development_lock_holds_the_whole_run_lock() -> None:
    assert pins(RUN_LOCK).items() <= pins(DEV_LOCK).items()


def test_the_lock_of_the_printed_page_stands_between_the_two() -> None:
    printing = pins("requirements-print.lock")
    assert pins(RUN_LOCK).items() <= printing.items() <= pins(DEV_LOCK).items()


@pytest.mark.parametrize("lock", [RUN_LOCK, "requirements-print.lock", DEV_LOCK])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    packages = re.split(r"^(?=[\w-])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert packages
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK])
def test_lock_names_no_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|--trusted-host", text)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_reason_beside_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [match["name"] for match in PIN.finditer(text) if "# " not in match["rest"]] == []


# The door --------------------------------------------------------------------------------------------


def test_door_can_be_read_by_an_old_python() -> None:
    source = Path(do.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "annotations" not in source.replace("# type:", "")


def test_old_python_says_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(do, "NEWER_PYTHONS", ())
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed(.|\n)*PYTHON=python3\.12"):
        do.step_aside()


def test_old_python_steps_aside_for_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(do, "NEWER_PYTHONS", ("no-such-python", sys.executable))
    monkeypatch.setattr("os.execvp", lambda command, _arguments: started.append(command))
    with pytest.raises(SystemExit):
        do.step_aside()
    assert started == [sys.executable]


def test_command_that_only_looks_like_a_python_is_none(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    assert do.version_of(str(shim)) == ()


def test_help_names_every_target_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z -]+):$", makefile, flags=re.MULTILINE))
    names = {name for line in targets for name in line.split()} - {"help"}
    assert names == set(re.findall(r"^make ([\w-]+)", cli.HELP, flags=re.MULTILINE))


def test_word_that_is_no_task_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rnu"]) == 2
    assert "make run" in capsys.readouterr().out


# The environment -------------------------------------------------------------------------------------


def test_first_start_builds_and_installs(environment: CountingEnvironment) -> None:
    environment.ensure(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK]


def test_second_start_does_nothing(environment: CountingEnvironment) -> None:
    environment.ensure(RUN_LOCK)
    environment.done.clear()
    environment.ensure(RUN_LOCK)
    assert environment.done == []


def test_environment_for_the_tests_also_runs_the_site(environment: CountingEnvironment) -> None:
    environment.ensure(DEV_LOCK)
    environment.done.clear()
    environment.ensure(RUN_LOCK)
    assert environment.done == []


def test_changed_lock_is_installed(environment: CountingEnvironment) -> None:
    environment.ensure(RUN_LOCK)
    (environment.root / RUN_LOCK).write_text("django==5.2.1\n", encoding="utf-8")
    environment.done.clear()
    environment.ensure(RUN_LOCK)
    assert environment.done == [RUN_LOCK]


def test_interrupted_install_is_never_believed(environment: CountingEnvironment) -> None:
    environment.ensure(RUN_LOCK)
    environment.fails = True
    with pytest.raises(ToolingError):
        environment.ensure(DEV_LOCK)
    environment.fails = False
    environment.done.clear()
    environment.ensure(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK]


def test_environment_whose_python_is_gone_is_built_anew(environment: CountingEnvironment) -> None:
    environment.ensure(RUN_LOCK)
    Path(environment.python).unlink()
    environment.done.clear()
    environment.ensure(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK]


def test_environment_of_another_python_is_built_anew(environment: CountingEnvironment) -> None:
    environment.ensure(RUN_LOCK)
    stamp = environment.stamp_file.read_text(encoding="utf-8")
    other = stamp.replace(python_version(sys.executable), "3.10.1")
    environment.stamp_file.write_text(other, encoding="utf-8")
    environment.done.clear()
    environment.ensure(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK]


@pytest.mark.parametrize("stamp", ["", "{}", "[]", '{"python": "3'])
def test_broken_stamp_is_no_stamp(environment: CountingEnvironment, stamp: str) -> None:
    environment.folder.mkdir()
    environment.stamp_file.write_text(stamp, encoding="utf-8")
    assert environment.usable_stamp() is None


# Kind words ------------------------------------------------------------------------------------------


def test_taken_port_is_named_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ToolingError, match=rf"Port {port} is taken(.|\n)*make run PORT="):
            refuse_taken_port(port)


@pytest.mark.parametrize("port", ["0", "70000", "http", "８０００", ""])
def test_word_that_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--port", port]) == 1
    assert "make run PORT=8001" in capsys.readouterr().err


def test_unreachable_index_is_told_from_a_bad_package() -> None:
    offline = ["WARNING: Retrying (...) after connection broken by 'NewConnectionError(...)'"]
    assert "Nothing was lost" in install_advice(RUN_LOCK, offline)
    tampered = ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."]
    assert "network" not in install_advice(RUN_LOCK, tampered)


def test_missing_venv_names_the_package_to_install() -> None:
    assert "apt install python3-venv" in venv_advice("The virtual environment ... ensurepip is not available")


# The suite -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("variable", "code"), [("", 0), ("true", 1)])
def test_missing_browser_fails_only_where_nothing_may_be_skipped(
    variable: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", variable)
    monkeypatch.delenv("STRICT", raising=False)
    monkeypatch.setattr(chromium, "find_or_install", lambda: ("", "no Chromium here"))
    outcomes = suite.run_beside(partial(suite.in_browser, Environment(), []), [])
    assert suite.summarize(outcomes) == code
    assert "no Chromium here" in capsys.readouterr().out


def test_run_beside_the_others_is_printed_whole_after_them(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The run beside waits for the one before it to begin, and that one for it to end: they overlap."""
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    before = program("before", f"touch({str(begun)!r}); await_({str(ended)!r}); sys.exit(1)")
    aside = program("beside", f"await_({str(begun)!r}); print('told'); touch({str(ended)!r})")
    outcomes = suite.run_beside(
        lambda output: suite.run_pytest(*aside, {}, selected=False, output=output),
        [
            lambda: suite.run_pytest(*before, {}, selected=False),
            lambda: suite.run_pytest(*program("last", "pass"), {}, selected=False),
        ],
    )
    assert [(outcome.name, outcome.passed) for outcome in outcomes] == [
        ("before", False),
        ("last", True),
        ("beside", True),
    ]
    lines = [line for line in capfd.readouterr().out.splitlines() if line]
    assert lines == ["=== before ===", "=== last ===", "=== beside ===", "told"]


# Programs that are no pytest: `touch` makes a file, `await_` waits for one, a minute at most.
PROGRAM = """
import sys, time
from pathlib import Path

def touch(name):
    Path(name).touch()

def await_(name):
    for _ in range(6000):
        if Path(name).exists():
            return
        time.sleep(0.01)
    sys.exit(f"{name} never came")

"""


def program(name: str, code: str) -> tuple[str, list[str]]:
    return name, [sys.executable, "-c", PROGRAM + code]


def test_browser_named_in_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable


def test_machine_without_apt_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _command: None)
    path, reason = chromium.find_or_install()
    assert path == ""
    assert "apt install chromium" in reason


def test_socket_folder_is_read_from_the_address_of_the_server() -> None:
    address = "postgresql://postgres:@/postgres?host=/var/tmp/newsroom-pg/data"
    assert with_postgres.socket_folder(address) == "/var/tmp/newsroom-pg/data"


def test_folders_opened_for_the_server_are_closed_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "checkout").mkdir(parents=True)
    home.chmod(0o700)
    with with_postgres.modes_of_folders_kept(home / "checkout"):
        home.chmod(0o755)
    assert home.stat().st_mode & 0o777 == 0o700


def test_ci_script_is_sound_shell() -> None:
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True, timeout=20)  # noqa: S607
