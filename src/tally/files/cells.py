"""What a cell holds, as the one text that a person would read in it, whichever reader found it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_MIDNIGHT = " 00:00:00"


def cell_text(value: object) -> str:
    """Return a cell's text: whole numbers without a decimal point, dates as `YYYY-MM-DD`.

    >>> cell_text(12.0), cell_text(0.5), cell_text(True), cell_text(date(1980, 3, 1)), cell_text("○")
    ('12', '0.5', 'true', '1980-03-01', '○')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return date_text(value.isoformat(sep=" "))
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    raise TypeError(f"no reader gives {type(value)}")


def date_text(text: str) -> str:
    """Drop the midnight that spreadsheets add to a day.

    >>> date_text("2026-11-20 00:00:00"), date_text("2026-11-20 08:30:00")
    ('2026-11-20', '2026-11-20 08:30:00')
    """
    return text.removesuffix(_MIDNIGHT) if len(text) == 19 else text


def _number(value: float) -> str:
    if 0 < value < 1 << 53 and value.is_integer():
        return str(int(value))
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0") if "." in text else text
