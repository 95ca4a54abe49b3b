"""How names stand on Chinese papers: two-character names spread to three, five to a row, columns even to the eye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wcwidth import wcswidth

IDEOGRAPHIC_SPACE = "\u3000"
NAMES_A_ROW = 5
WIDEST = 20  # half-width columns; a longer name takes a second line


def spread(name: str) -> str:
    """Spread a name of two characters to the width of three.

    >>> spread("王芳"), spread("欧阳文"), spread("Li")
    ('王\u3000芳', '欧阳文', 'Li')
    """
    if len(name) == 2 and wcswidth(name) == 4:
        return name[0] + IDEOGRAPHIC_SPACE + name[1]
    return name


def with_note(name: str, note: str) -> str:
    """Return a spread name with what stands behind it in lists of the elected.

    >>> with_note("王芳", "女，回族")
    '王\u3000芳（女，回族）'
    """
    return f"{spread(name)}（{note}）" if note else spread(name)


def in_rows(names: Sequence[str], count: int = NAMES_A_ROW) -> tuple[tuple[str, ...], ...]:
    """Put names so many to a row.

    >>> in_rows(["一", "二", "三", "四", "五", "六"])[1]
    ('六',)
    """
    return tuple(tuple(names[start : start + count]) for start in range(0, len(names), count))


def name_shares(names: Sequence[str], line: int) -> tuple[float, ...]:
    """Return the share of a line that each column of names takes, the longest name in it deciding.

    The columns are five, fewer where names with long notes do not fit on the line (its half-width characters).

    >>> people = ["王\u3000芳", "欧阳文丽（女）", "李大伟", "张三", "赵四"]
    >>> [round(share, 2) for share in name_shares(people, 56)]
    [0.18, 0.36, 0.18, 0.14, 0.14]
    >>> [round(share, 2) for share in name_shares(people, 30)]
    [0.25, 0.5, 0.25]
    """
    for count in range(NAMES_A_ROW, 1, -1):
        widths = _column_widths(names, count)
        if sum(widths) + count - 1 <= line:
            break
    return tuple((width + 2) / (sum(widths) + 2 * count) for width in widths)


def _column_widths(names: Sequence[str], count: int) -> list[int]:
    rows = in_rows(names, count)
    return [max((min(wcswidth(row[at]), WIDEST) for row in rows if at < len(row)), default=6) for at in range(count)]


def aligned(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return rows as lines whose columns stand below each other in a fixed-width font.

    >>> aligned([("王\u3000芳", "欧阳文丽"), ("李大伟", "张三丰")])
    ('王\u3000芳\u3000\u3000欧阳文丽', '李大伟\u3000\u3000张三丰')
    """
    width = max((wcswidth(cell) for row in rows for cell in row), default=0)
    columns = max(map(len, rows), default=0)
    widths = [max((wcswidth(row[at]) for row in rows if at < len(row)), default=width) for at in range(columns)]
    return tuple("".join(_padded(cell, widths[at]) for at, cell in enumerate(row)).rstrip() for row in rows)


def table(headings: Sequence[str], lines: Iterable[object], fields: Sequence[str]) -> str:
    """Return lines as a table in plain text: figures to the right, Chinese counted as wide as it is."""
    rows = [[getattr(line, field) for field in fields] for line in lines]
    right = [all(isinstance(row[at], int) for row in rows) for at in range(len(headings))]
    return grid(headings, [list(map(str, row)) for row in rows], right)


def headed(words: str) -> str:
    """Return words as they stand above a column: with a capital, where their script has one.

    >>> headed("entitled"), headed("应到")
    ('Entitled', '应到')
    """
    return f"{words[:1].upper()}{words[1:]}"


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Return texts as a table whose columns are even to the eye; `right` says which are set to the right."""
    from tabulate import tabulate

    return tabulate(
        rows,
        headers=[headed(one) for one in headings],
        tablefmt="simple",
        colalign=["right" if one else "left" for one in right] if rows else None,
        disable_numparse=True,
        preserve_whitespace=True,
    )


def _padded(cell: str, width: int) -> str:
    missing = width - wcswidth(cell)
    return cell + " " * (missing % 2) + IDEOGRAPHIC_SPACE * (missing // 2 + 2)
