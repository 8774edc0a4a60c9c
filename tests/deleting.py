"""Deleting on the staff site as people do: through both pages that ask."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

SHOWN = re.compile(r'name="bin_shown" value="(\w+)"')


def shown(response: Any) -> str:
    """The mark of what the page showed."""
    found = SHOWN.search(response.content.decode())
    assert found, response.content.decode()
    return found[1]


def delete(client: Client, address: str, **data: Any) -> Any:
    """The last answer: to the second page, or to the first where it asks nothing."""
    page = client.get(address)
    for step in ("1", "2"):
        if not SHOWN.search(page.content.decode()):
            return page
        page = client.post(address, {"bin_step": step, "bin_shown": shown(page), "sure": "yes", **data})
    return page
