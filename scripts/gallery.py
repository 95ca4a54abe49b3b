"""Take the pictures that the pages of docs/ show: papers of the sample congress, the hall board, the chart.

Needs pdftoppm (poppler-utils), ImageMagick's convert, and a Chromium for the board.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import tally
from tally.documents.papers import render_all
from tally.documents.pictures import pictures
from tally.records.opening import opening_record

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs" / "gallery"
BOARD = {"board-2": "", "board-2-light": "light"}


def main() -> None:
    """Write the pictures, sixteen shades each."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"gallery/([\w-]+\.png)", page.read_text(encoding="utf-8"))}
    election = tally.load(ROOT / "sample_ballots" / "congress")
    record = tally.count(election, [election.folder / "ballots.xlsx"])
    files = render_all(record, ("D7", "D9", "D10", "D11", "D12", "D15", "D16"), ("pdf",), "zh")
    files += render_all(opening_record(election), ("D3", "D6", "KIT"), ("pdf",), "zh")
    files += pictures(record, ("board", "png"), str, None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files:
            (folder / file).write_bytes(content)
        for paper in sorted(folder.glob("*.pdf")):
            run("pdftoppm", "-r", "58", "-png", str(paper), str(folder / paper.stem))
        take_board(folder)
        for picture in sorted(folder.glob("*.png")):
            if picture.name in shown:
                small = ("-resize", "960x960>", "-colors", "24", "-strip", f"png8:{GALLERY / picture.name}")
                run("convert", str(picture), *small)


def take_board(folder: Path) -> None:
    """Photograph the second step of the board, dark and light."""
    browser = shutil.which("chromium")
    if browser is None:
        print("no chromium: board left out")
        return
    page = (folder / "board.html").read_text(encoding="utf-8")
    for name, mode in BOARD.items():
        (folder / "board.html").write_text(page.replace("<html ", f'<html class="{mode}" ', 1), encoding="utf-8")
        size = "--window-size=1920,1080"
        shot = f"--screenshot={folder / name}.png"
        run(browser, "--headless", "--no-sandbox", "--hide-scrollbars", size, shot, f"file://{folder}/board.html#2")


def run(*command: str) -> None:
    """Run a program that must succeed."""
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
