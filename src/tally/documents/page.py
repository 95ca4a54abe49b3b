"""How a page is set, whatever program prints it: forms of paper, faces, and the QR code. Millimetres and points."""

from __future__ import annotations

import io
from dataclasses import dataclass

CODE_MM = 22
_POINT_MM = 25.4 / 72
FONTS = {"title": "方正小标宋简体", "body": "仿宋_GB2312", "heading": "黑体"}


@dataclass(frozen=True, slots=True)
class Form:
    """Margins, sizes of type and the distance of lines of one form of paper."""

    top: int
    bottom: int
    left: int
    right: int
    meeting: int
    title: int
    size: int
    table: int
    pitch: int
    landscape: bool = False

    @property
    def width(self) -> int:
        """The width of a line in millimetres."""
        return (297 if self.landscape else 210) - self.left - self.right

    @property
    def line(self) -> int:
        """How many half-width characters stand on a line."""
        return int(self.width / _POINT_MM * 2 / self.size)


FORMS = {
    "slip": Form(top=22, bottom=24, left=26, right=24, meeting=18, title=20, size=14, table=12, pitch=23),
    "official": Form(top=37, bottom=35, left=28, right=26, meeting=22, title=22, size=16, table=14, pitch=28),
    "wide": Form(
        top=20, bottom=22, left=20, right=20, meeting=16, title=18, size=12, table=11, pitch=19, landscape=True
    ),
}


def qr_png(text: str) -> bytes:
    """Return a QR code as a PNG picture."""
    import segno

    picture = io.BytesIO()
    segno.make(text, error="m", micro=False, encoding="utf-8").save(picture, kind="png", scale=4, border=2)
    return picture.getvalue()


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG element."""
    import segno

    drawn: str = segno.make(text, error="m", micro=False, encoding="utf-8").svg_inline(border=2, omitsize=True)
    return drawn


def qr_svg_file(text: str) -> str:
    """Return a QR code as a whole SVG file."""
    import segno

    picture = io.BytesIO()
    segno.make(text, error="m", micro=False, encoding="utf-8").save(picture, kind="svg", scale=4, border=2)
    return picture.getvalue().decode("utf-8")
