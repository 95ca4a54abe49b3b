"""Papers and screen of what only informs: each kind of record laid out, printed through one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from tally.documents.papers import print_paper
from tally.documents.summary import Summary
from tally.domain.message import Translate

Lay = Callable[[Mapping[str, Any], Translate], Sequence[Summary]]
_LAYERS: Mapping[str, tuple[str, str]] = {
    "recommend": ("tally.documents.summary_recommend", "lay_recommendation"),
    "appraise": ("tally.documents.summary_appraise", "lay_appraisal"),
    "hands": ("tally.documents.summary_congress", "lay_hands"),
    "delegates": ("tally.documents.summary_delegates", "lay_delegates"),
    "credentials": ("tally.documents.summary_delegates", "lay_credentials"),
    "checkin": ("tally.documents.summary_congress", "lay_checkin"),
    "plan": ("tally.documents.summary_plan", "lay_plan"),
}
_TEMPLATE = "summary"


def as_files(record: Mapping[str, Any], formats: Sequence[str], translate: Translate) -> list[tuple[str, bytes]]:
    """Return the papers of a record as (file name, bytes); of a plan a calendar (.ics) besides.

    Raises `Problems` of `print_paper`.
    """
    files = [file for summary in _summaries(record, translate) for file in _printed(summary, formats, translate)]
    if record["kind"] == "plan":
        from tally.schedule.calendar import as_calendar

        files.append(("plan.ics", as_calendar(record, translate)))
    return files


def on_screen(record: Mapping[str, Any], translate: Translate) -> str:
    """Return the papers as plain text."""
    return "\n".join(
        content.decode("utf-8")
        for summary in _summaries(record, translate)
        for _, content in _printed(summary, ("txt",), translate)
    )


def _summaries(record: Mapping[str, Any], translate: Translate) -> Sequence[Summary]:
    module, function = _LAYERS[record["kind"]]
    lay: Lay = getattr(import_module(module), function)
    return lay(record, translate)


def _printed(summary: Summary, formats: Sequence[str], translate: Translate) -> list[tuple[str, bytes]]:
    return print_paper(_TEMPLATE, {"summary": summary}, summary.file, formats, translate, foot=summary.foot)
