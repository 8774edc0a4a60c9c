"""Lists for work: named and saved filters, own columns, a quick look, bulk changes, the spreadsheet."""

from __future__ import annotations

from articles.admin.lists.named import LISTS, NamedList, counts, lists_for, saved_list_address
from articles.admin.lists.page import ListsAdmin

__all__ = ["LISTS", "ListsAdmin", "NamedList", "counts", "lists_for", "saved_list_address"]
