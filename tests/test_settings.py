"""The settings start on a fresh clone, and refuse to start production half configured."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom.environment import (
    BadSetting,
    existing_file,
    hook,
    hooks,
    indexnow_key,
    secret_key,
)

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "k" * 25 + "3y-5" * 10,
    "ALLOWED_HOSTS": "www.example.cn",
    "DATABASE_URL": "postgres://newsroom:secret@db.example.cn/newsroom",
}
MAIL = {
    "EMAIL_HOST": "mail.example.cn",
    "DEFAULT_FROM_EMAIL": "newsroom@example.cn",
    "SITE_URL": "https://www.example.cn",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with this environment and little else."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_fresh_clone_needs_no_environment(tmp_path: Path) -> None:
    done = manage("check", VAR_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_key_of_development_is_made_once_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    made = secret_key(file=tmp_path / "secret_key", is_development=True)
    assert len(made) >= 50
    assert secret_key(file=tmp_path / "secret_key", is_development=True) == made
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_production_is_clean_by_djangos_own_check(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production has them."""
    folder = tmp_path_factory.mktemp("collected")
    done = manage("collectstatic", "--noinput", VAR_DIR=str(folder), **PRODUCTION)
    assert done.returncode == 0, done.stderr
    return folder / "static"


def test_scripts_of_readers_travel_without_their_comments(collected: Path) -> None:
    (collected_script,) = collected.glob("reader/more.*.js")
    source = (ROOT / "static" / "reader" / "more.js").read_text(encoding="utf-8")
    assert source.startswith("//")
    assert len(collected_script.read_bytes()) < 0.9 * len(source.encode())
    assert not collected_script.read_text(encoding="utf-8").startswith("//")


def test_scripts_of_production_import_each_other_by_names_that_change_with_them(collected: Path) -> None:
    (main,) = collected.glob("newsroom/story/main.*.js")
    imported = re.findall(r'from "\./([\w.]+)"', main.read_text(encoding="utf-8"))
    assert imported
    for name in imported:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (main.parent / name).exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (MAIL, "True smtp 25 https://www.example.cn"),
        ({**MAIL, "EMAIL_USE_TLS": "1", "SITE_URL": "https://news.cn/"}, "True smtp 587 https://news.cn"),
        ({**MAIL, "EMAIL_USE_SSL": "1"}, "True smtp 465 https://www.example.cn"),
        ({}, "False dummy 25"),
        ({"DEBUG": "1"}, "True console 25"),
    ],
)
def test_mail_goes_out_only_where_a_mail_server_is_named(
    changes: dict[str, str], expected: str, tmp_path: Path
) -> None:
    shown = "s.SENDS_EMAIL, s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_PORT, s.SITE_URL"
    code = f"from django.conf import settings as s; print({shown})"
    done = manage("shell", "--no-imports", "-c", code, VAR_DIR=str(tmp_path), **(PRODUCTION | changes))
    assert done.stdout.startswith(expected), done.stderr


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"DATABASE_URL": "oracle-of-delphi"}, "DATABASE_URL"),
        ({"HSTS_SECONDS": "-1"}, "HSTS_SECONDS"),
        ({"LANGUAGE_CODE": "fr"}, "LANGUAGE_CODE"),
        ({"SECOND_FACTOR_ROLES": "chief_editor,boss"}, "boss"),
        ({"LOG_LEVEL": "verbose"}, "LOG_LEVEL"),
        ({"DATABASE_URL": "mysql://localhost/newsroom"}, "DATABASE_URL"),
        ({"DEBUG": "1", "HSTS_SECONDS": "-1"}, "HSTS_SECONDS"),
        ({**MAIL, "SITE_URL": ""}, "SITE_URL"),
        ({**MAIL, "SITE_URL": "", "DEBUG": "1"}, "SITE_URL"),
        ({**MAIL, "SITE_URL": "www.example.cn"}, "SITE_URL"),
        ({**MAIL, "SITE_URL": "https://www.example.cn/admin/"}, "SITE_URL"),
        ({"SITE_URL": "javascript:alert(1)"}, "SITE_URL"),
        ({**MAIL, "DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL"),
        ({"RELEASE_HOOKS": "https://push.example.cn/"}, "SITE_URL"),
        ({"WEBSUB_HUB": "https://hub.example.cn/"}, "SITE_URL"),
        ({**MAIL, "EMAIL_USE_TLS": "1", "EMAIL_USE_SSL": "1"}, "EMAIL_USE_TLS"),
        ({**MAIL, "EMAIL_PORT": "smtp"}, "EMAIL_PORT"),
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(
    changes: dict[str, str], named: str, tmp_path: Path
) -> None:
    done = manage("check", VAR_DIR=str(tmp_path), **(PRODUCTION | changes))
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]


def test_hooks_are_https_or_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    good = "https://push.example.cn/newsroom?key=1, http://127.0.0.1:8100/"
    monkeypatch.setenv("RELEASE_HOOKS", good)
    assert hooks("RELEASE_HOOKS") == good.split(", ")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        *((hook, value) for value in ("http://hub.example.cn/", "hub.example.cn", "https://a/ https://b/")),
        *(
            (indexnow_key, value)
            for value in ("short", "with space", "k" * 129, "钥匙钥匙钥匙钥匙", "../../etc")
        ),
        (existing_file, "/no/such/face.ttf"),
    ],
)
def test_what_programs_are_told_by_is_checked(
    read: Callable[[str], str], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SETTING", value)
    with pytest.raises(BadSetting, match="SETTING"):
        read("SETTING")


@pytest.mark.parametrize("read", [hook, indexnow_key, existing_file])
def test_programs_may_be_told_nothing(read: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    assert read("SETTING") == ""


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.cn/",
        "http://127.0.0.1.example.cn/",
        "ftp://push.example.cn/",
        "push.example.cn",
        "https://name:geheim@push.example.cn/",
        "https://push.example.cn/\r\nX: geheim",
        f"https://push.example.cn/{'x' * 300}",
    ],
)
def test_another_hook_stops_the_start_and_is_not_repeated(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEASE_HOOKS", f"https://push.example.cn/,{address}")
    with pytest.raises(BadSetting, match="RELEASE_HOOKS") as refused:
        hooks("RELEASE_HOOKS")
    assert "geheim" not in str(refused.value)
