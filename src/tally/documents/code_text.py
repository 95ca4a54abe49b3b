"""What the QR code on a result slip says: the check code and the key figures of one contest."""

from __future__ import annotations

from tally.documents.sentences import Part

MARK = "TALLY1"
MOST_BYTES = 1500


def code_text(contest: Part, record: Part) -> str:
    """Return what the QR code of a result says: check code and key figures, short enough for one code."""
    ballots, people = contest["ballots"], [*contest["candidates"], *contest["write_ins"]]
    if ballots["valid"] is None:
        return ""
    head = [
        MARK,
        record["check_code"],
        contest["id"],
        f"N{_digits(record['attendance']['entitled'])}",
        f"P{_digits(record['attendance']['present'])}",
        f"I{_digits(ballots['issued'])}",
        f"R{_digits(ballots['collected'])}",
        f"V{_digits(ballots['valid'])}",
        f"X{_digits(ballots['invalid'])}",
        f"S{contest['seats']}",
        f"Q{_digits(contest['majority']['need'])}",
    ]
    lines = [f"{one['name']} {one['approve']}{' +' if one['elected'] else ''}" for one in people]
    whole = "\n".join([" ".join(head), *lines])
    return whole if len(whole.encode("utf-8")) <= MOST_BYTES else " ".join(head)


def _digits(value: int | None) -> str:
    return "-" if value is None else str(value)
