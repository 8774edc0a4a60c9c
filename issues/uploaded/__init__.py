"""A page that was made elsewhere: what stands where in its PDF, and its picture. Pure.

    pages_of(path)                -> how many pages the file has, or a SheetError
    draw(path, number, folder)    -> the Sheet; its page as PDF and its pictures lie in the folder then

PDFium reads the file in a process of its own (`child`) with bounds on time, memory and what is written: a
file may be made to crash it or never to end.
"""

from __future__ import annotations

from issues.uploaded.reading import LARGE, PAGE, SMALL, draw, pages_of
from issues.uploaded.sheet import Box, Letter, Sheet, SheetError

__all__ = ["LARGE", "PAGE", "SMALL", "Box", "Letter", "Sheet", "SheetError", "draw", "pages_of"]
