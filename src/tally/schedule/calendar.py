"""The plan as an iCalendar file (.ics, RFC 5545): a day an event, the same plan the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tally.domain.message import Translate, say

_LONGEST_LINE = 75
_STAMP = "19800101T000000Z"


def as_calendar(record: Mapping[str, Any], translate: Translate) -> bytes:
    """Return the steps that have a day, and the limits of those that have none yet."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tally//plan//ZH", "CALSCALE:GREGORIAN"]
    for step in record["steps"]:
        day = step["date"] or step["due"]
        if day is None:
            continue
        name = step["name"] if step["date"] else say("{name}（最迟）", name=step["name"]).render(translate)
        lines += _event(record, step, day, name)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode("utf-8")


def _event(record: Mapping[str, Any], step: Mapping[str, Any], day: str, name: str) -> list[str]:
    uid = hashlib.sha256(f"{record['unit']}\n{record['title']}\n{step['id']}".encode()).hexdigest()[:32]
    notes = [one for one in (step["rule"], step["document"]) if one]
    described = [f"DESCRIPTION:{_escaped('；'.join(notes))}"] if notes else []
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@tally",
        f"DTSTAMP:{_STAMP}",
        *_when(day, step["until"] if step["date"] else None),
        f"SUMMARY:{_escaped(name)}",
        *described,
        "END:VEVENT",
    ]


def _when(begin: str, end: str | None) -> list[str]:
    if len(begin) > len("2026-01-01") and (end is None or len(end) == len(begin)):
        first = datetime.fromisoformat(begin)
        last = datetime.fromisoformat(end) if end else first + timedelta(hours=1)
        return [f"DTSTART:{first:%Y%m%dT%H%M%S}", f"DTEND:{last:%Y%m%dT%H%M%S}"]
    first_day, last_day = date.fromisoformat(begin[:10]), date.fromisoformat((end or begin)[:10])
    return [
        f"DTSTART;VALUE=DATE:{first_day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last_day + timedelta(days=1):%Y%m%d}",
    ]


def _escaped(text: str) -> str:
    """Escape what iCalendar reads as structure.

    >>> _escaped("甲,乙;丙\\n丁")
    '甲\\\\,乙\\\\;丙\\\\n丁'
    """
    for sign, escape in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escape)
    return text


def _folded(line: str) -> Sequence[str]:
    """Fold a line to 75 octets, never inside a character."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode("utf-8"))
        if size + octets > _LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part += sign
        size += octets
    return [*parts, part]
