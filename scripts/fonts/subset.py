"""Make the fonts that papers in PDF carry: Noto Serif SC and Noto Sans SC, cut down to what Chinese papers need.

Run `python scripts/fonts/subset.py FOLDER`, FOLDER holding NotoSerifSC-Regular.otf and NotoSansSC-Regular.otf (the
PyPI package pylopdf-fonts-zh-cn has both, under the OFL). Kept are the 8105 characters of 通用规范汉字表 and
the common signs; all of GBK would be three times as much. Other characters come from the user's own font file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src" / "tally" / "documents" / "fonts"
LIST = Path(__file__).with_name("tongyong_guifan_hanzi.txt")
FONTS = ("NotoSerifSC-Regular.otf", "NotoSansSC-Regular.otf")
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x2010, 0x2027), (0x2030, 0x203B), (0x2460, 0x2473),
    (0x2500, 0x257F), (0x25A0, 0x25CF), (0x3000, 0x303F), (0xFF01, 0xFF5E), (0x3220, 0x3229),
)  # fmt: skip
SIGNS = "√×○〇◯△✓✔✕✗❌⭕−≥≤≠±÷·•…—“”‘’℃№→←↑↓ɡ"


def main(source: Path) -> None:
    """Write both subsets and the list of the characters that both hold."""
    wanted = {char for char in LIST.read_text(encoding="utf-8") if char > "\u2e7f"}
    wanted |= {chr(code) for first, last in RANGES for code in range(first, last + 1)} | set(SIGNS)
    TARGET.mkdir(parents=True, exist_ok=True)
    held = []
    for name in FONTS:
        options = subset.Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True)
        font = subset.load_font(str(source / name), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, wanted)))
        cutter.subset(font)
        font.recalcTimestamp = False
        subset.save_font(font, str(TARGET / name), options)
        held.append(set(font.getBestCmap()))
    both = sorted(set.intersection(*held))
    (TARGET / "characters.txt").write_text("\n".join(ranges(both)) + "\n", encoding="ascii")
    missing = [char for char in wanted if char >= "\u4e00" and ord(char) not in set(both)]
    print(f"{len(both)} characters in both fonts; missing: {''.join(missing) or 'none'}")


def ranges(codes: list[int]) -> list[str]:
    """Return code points as lines `first-last` in hexadecimal."""
    lines: list[list[int]] = []
    for code in codes:
        if lines and code == lines[-1][1] + 1:
            lines[-1][1] = code
        else:
            lines.append([code, code])
    return [f"{first:X}-{last:X}" for first, last in lines]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
