"""`make check`, `make lint`, `make format`: all that can be said of the code without running it."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from pathlib import Path

from tooling import ROOT
from tooling.environment import DEV_LOCK, Environment

CHECK_SECONDS = 600
DJANGO_VERSION = "5.2"
# One lock for Linux and macOS and for every Python we support; hashes, and no address of any index.
UV_COMPILE = [
    *("pip", "compile", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-config"),
]
# What fails says so; the figures of the others are for whoever runs them.
BENCHMARKS = ("hostile_pictures", "revision_sizes", "killed_saves")


def templates() -> list[str]:
    """Every template, of the project and of its apps."""
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*.html"))


def production() -> dict[str, str]:
    """The environment of a site on the internet, for `check --deploy`."""
    return {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "news.example.cn",
        "DATABASE_URL": "postgres://newsroom:secret@db.example.cn/newsroom",
    }


def lint() -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    return run_all(linters(environment))


def check() -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    python = environment.python
    manage = [python, "manage.py"]
    commands = linters(environment)
    commands["types: mypy"] = [environment.path("mypy")]
    commands["catalogue: messages"] = [python, "bin/messages.py", "--check"]
    commands["django: check"] = [*manage, "check"]
    commands["django: migrations"] = [*manage, "makemigrations", "--check", "--dry-run"]
    commands["django: check --deploy"] = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return run_all(commands, {"django: check --deploy": production()})


def linters(environment: Environment) -> dict[str, list[str]]:
    commands = {
        "lint: ruff": [environment.path("ruff"), "check"],
        "format: ruff": [environment.path("ruff"), "format", "--check"],
    }
    if templates():
        djade = [environment.path("djade"), "--check", "--target-version", DJANGO_VERSION]
        commands["format: djade"] = [*djade, *templates()]
    return commands


def format_all() -> int:
    """Format Python and templates, and mend what ruff can mend safely."""
    environment = Environment()
    environment.ensure(DEV_LOCK)
    ruff = environment.path("ruff")
    code = run([ruff, "check", "--fix", "--quiet"], {}) | run([ruff, "format"], {})
    if templates():
        # djade ends with 1 when it has changed something, which is what we asked for.
        run([environment.path("djade"), "--target-version", DJANGO_VERSION, *templates()], {})
    return code


def messages() -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    return run([environment.python, "bin/messages.py"], {})


def bench() -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    return max(run([environment.python, f"bench/{name}.py"], {}) for name in BENCHMARKS)


def bench_search(rest: list[str]) -> int:
    """On SQLite, then on PostgreSQL; as long as it takes."""
    environment = Environment()
    environment.ensure(DEV_LOCK)
    python = environment.python
    command = [python, "bench/search.py", *rest]
    engines = (command, [python, "bin/with_postgres.py", *command])
    return max(run(each, {}, seconds=None) for each in engines)


def screenshots() -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    return run([environment.python, "bench/screenshots.py"], {})


def lock() -> int:
    """Write the three locks. With the old ones in place uv keeps every version that still fits."""
    environment = Environment()
    environment.ensure(DEV_LOCK)
    variables = {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    above = ["--constraint", "requirements.lock"]
    for name, extra in (("requirements", []), ("requirements-print", above), ("requirements-dev", above)):
        command = [
            environment.path("uv"),
            *UV_COMPILE,
            *extra,
            f"{name}.txt",
            "--output-file",
            f"{name}.lock",
        ]
        if code := run(command, variables):
            return code
    return 0


def run_all(commands: dict[str, list[str]], variables: dict[str, dict[str, str]] | None = None) -> int:
    """Run every check, also after one has failed: who mends, mends them all at once."""
    failed = []
    for name, command in commands.items():
        print(f"\n=== {name} ===", flush=True)
        started = time.monotonic()
        if run(command, (variables or {}).get(name, {})):
            failed.append(name)
        print(f"({time.monotonic() - started:.1f} s)", flush=True)
    print(f"\nFAILED: {', '.join(failed)}" if failed else f"\nAll {len(commands)} checks passed.", flush=True)
    return 1 if failed else 0


def run(
    command: list[str],
    variables: dict[str, str],
    *,
    folder: Path = ROOT,
    seconds: int | None = CHECK_SECONDS,
) -> int:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONUTF8": "1", **variables},
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        print(f"stopped after {seconds} seconds", flush=True)
        return 1
    return done.returncode
