"""`tally rules list|show|diff`: the rule books, every value with its article, and where two books part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.commands import Command
from tally.cli.door import Json, Lang, Quiet, Verbose, door
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.rules.book import RuleBook

app = typer.Typer(
    no_args_is_help=True,
    help="选举规则：有哪几套、每条数字出自哪一条、两套之间有什么不同。\n\n例：tally rules show jiceng-2020",
)
Book = Annotated[str, typer.Argument(metavar="ID", help="编号（如 jiceng-2020），或自己的规则文件 .toml")]


def _book(name: str) -> RuleBook:
    from tally.rules.rulebook import load_rule_book, read_rule_book

    return read_rule_book(Path(name)) if name.endswith(".toml") else load_rule_book(name)


@app.command("list", cls=Command)
def list_books(as_json: Json = False, lang: Lang = "zh", quiet: Quiet = False, verbose: Verbose = False) -> None:
    """列出各套规则：编号、名称、施行日期、适用的选举。

    例：tally rules list
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.rules.comparison import KINDS
        from tally.rules.rulebook import load_rule_book, rule_book_ids

        books = [load_rule_book(book_id) for book_id in rule_book_ids()]
        if as_json:
            shown = [
                {
                    "id": book.id,
                    "title": book.title,
                    "issued": book.issued.isoformat(),
                    "until": book.until.isoformat() if book.until else None,
                    "kinds": sorted(book.kinds),
                    "scope": book.scope,
                }
                for book in books
            ]
            speaker.show(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        for book in books:
            until = say("，{day}起被代替", day=book.until) if book.until else say("")
            kinds = tuple(KINDS[kind] for kind in KINDS if kind in book.kinds)
            sentence = say(
                "{id}　《{title}》（{issued}{until}）\n　　{kinds}；{scope}",
                id=book.id,
                title=book.title,
                issued=book.issued,
                until=until,
                kinds=kinds,
                scope=book.scope,
            )
            speaker.show(speaker.text(sentence))


@app.command("show", cls=Command)
def show(book: Book, as_json: Json = False, lang: Lang = "zh", quiet: Quiet = False, verbose: Verbose = False) -> None:
    """列出一套规则的每个数字、它的规则编号和出处（S 读过原文，T 有两种以上转述，P 通行做法，U 不确定）。

    例：tally rules show jiceng-2020
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.rules.catalogue import RULES
        from tally.rules.listing import lines

        read = _book(book)
        found = list(lines(read))
        if as_json:
            values = [
                {"path": one.path, "rule": one.rule, "value": one.value, "article": one.article, "grade": one.grade}
                for one in found
            ]
            shown = {
                "id": read.id,
                "title": read.title,
                "extends": read.extends,
                "tightened": list(read.tightened),
                "values": values,
            }
            speaker.show(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        speaker.show(f"{read.id}　《{read.full_title}》")
        for one in found:
            title = RULES.get(one.rule)
            speaker.show(
                f"{one.rule}\t{one.article}（{one.grade}）\t{speaker.text(title) if title else ''}"
                f"\t{one.path}\t{one.value}".rstrip()
            )


@app.command("diff", cls=Command)
def diff(
    one: Book,
    other: Book,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """两套规则有哪些不同。

    例：tally rules diff jiceng-1990 jiceng-2020
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.rules.comparison import differences

        found = differences(_book(one), _book(other))
        if as_json:
            shown = [
                {"point": speaker.text(point), "a": speaker.text(left), "b": speaker.text(right)}
                for point, left, right in found
            ]
            speaker.show(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        for point, left, right in found:
            sentence = say(
                "{point}\n　　{one}：{left}\n　　{other}：{right}",
                point=point,
                one=one,
                left=left,
                other=other,
                right=right,
            )
            speaker.show(speaker.text(sentence))
        if not found:
            speaker.show(speaker.text(say("列出的各点没有不同")))
