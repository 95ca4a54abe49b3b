"""Compile the message catalogues; run `python scripts/catalogue.py` after a .po file was edited."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[1] / "src" / "tally" / "messages" / "locale"


def main() -> None:
    """Write a .mo beside every .po."""
    for source in sorted(LOCALE.rglob("*.po")):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parents[1].name, charset="utf-8"))


if __name__ == "__main__":
    main()
