"""Typed readers of environment variables: a bad value stops the start with a sentence that names it.

Pure: used by the settings before Django is configured.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
# As long as the column in which it is noted whom to call.
LONGEST_HOOK = 300
HOOK = re.compile(
    r"(https://[\w.-]+|http://(localhost|127\.0\.0\.1))(:\d{1,5})?([/?][!-~]*)?", flags=re.ASCII
)


class BadSetting(Exception):
    """An environment variable that is missing or cannot be understood."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def boolean(name: str, *, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off; empty means the default. Anything else raises `BadSetting`."""
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise BadSetting(f"{name}={value!r}: write 1 or 0")


def integer(name: str, *, default: int, least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise BadSetting(f"{name}={value!r}: write a whole number, {least} or more")
    return int(value)


def words(name: str, *, default: str = "") -> list[str]:
    """A comma-separated list without empty items."""
    return [item.strip() for item in (text(name) or default).split(",") if item.strip()]


def web_address(name: str, *, default: str = "") -> str:
    """Where the site is reached, such as https://www.example.cn, without a path."""
    value = text(name) or default
    if value and not re.fullmatch(r"https?://[^\s/?#@]+/?", value):
        raise BadSetting(f"{name}={value!r}: write an address such as https://www.example.cn")
    return value.rstrip("/")


def hooks(name: str) -> list[str]:
    """Comma-separated addresses that are called: https anywhere, http on this machine itself."""
    found = list(dict.fromkeys(words(name)))
    if any(not re.fullmatch(HOOK, address) or len(address) > LONGEST_HOOK for address in found):
        # Without the value: such an address may hold a password.
        raise BadSetting(f"{name}: write addresses such as https://push.example.cn/newsroom, comma-separated")
    return found


def hook(name: str, *, default: str = "") -> str:
    """One such address, or none."""
    value = text(name) or default
    if value and (not re.fullmatch(HOOK, value) or len(value) > LONGEST_HOOK):
        raise BadSetting(f"{name}: write one address such as https://hub.example.cn/")
    return value


def indexnow_key(name: str) -> str:
    """As the protocol has it: 8 to 128 of a-z, A-Z, 0-9 and -; empty means that nothing is sent."""
    value = text(name)
    if value and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", value):
        raise BadSetting(f"{name}: write 8 to 128 letters (a-z, A-Z), digits and hyphens")
    return value


def existing_file(name: str) -> str:
    value = text(name)
    if value and not Path(value).is_file():
        raise BadSetting(f"{name}={value!r}: there is no such file")
    return value


def choice(name: str, *, default: str, among: tuple[str, ...]) -> str:
    value = text(name, default) or default
    if value not in among:
        raise BadSetting(f"{name}={value!r}: choose one of {', '.join(among)}")
    return value


def subset(name: str, *, default: str, among: Collection[str]) -> frozenset[str]:
    """A comma-separated choice of some of `among`; the one word "none" means none of them."""
    chosen = words(name, default=default)
    if chosen == ["none"]:
        return frozenset()
    if unknown := set(chosen) - set(among):
        raise BadSetting(
            f"{name} names {', '.join(sorted(unknown))}: choose among {', '.join(among)}, or write none"
        )
    return frozenset(chosen)


def secret_key(*, file: Path, is_development: bool) -> str:
    """SECRET_KEY from the environment; in development one is made once and kept in `file`."""
    if key := text("SECRET_KEY"):
        if not is_development and len(key) < 50:
            raise BadSetting("SECRET_KEY is too short: in production it needs 50 characters or more")
        return key
    if not is_development:
        raise BadSetting(
            "SECRET_KEY is missing: with DEBUG=0 it has to be set (50 random characters or more)"
        )
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written aside first: another start at the same moment must not read a key that is still empty.
        new = file.with_name(f"{file.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        new.replace(file)
    return file.read_text(encoding="utf-8").strip()
