"""One spelling for marks that print sets in several. Pure; positions in the result are those of the input."""

from __future__ import annotations

DOTS = "•・‧﹒･"


def fold(text: str) -> str:
    """Full-width letters, digits and marks as half-width ones, one character for one.

    （记者：王燕） -> (记者:王燕). 。 and quotes stay; white space of any kind becomes a plain space.
    """
    return text.translate(_FOLDED)


_FOLDED = (
    {ord(dot): "·" for dot in DOTS}
    | {code: chr(code - 0xFEE0) for code in range(ord("！"), ord("～") + 1)}
    | {ord("〔"): "[", ord("〕"): "]"}
    | {code: " " for code in range(0x3001) if chr(code).isspace()}
)
