"""`tally report`: the papers, made from the record alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Lang, Quiet, Verbose, door
from tally.cli.record import RecordPath
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import refuse

if TYPE_CHECKING:
    from tally.documents.papers import File
    from tally.documents.sources import Source

Only = Annotated[str | None, typer.Option("--only", help="只做这几种：D11,D12", metavar="D11,D12", show_default=False)]
Formats = Annotated[
    str, typer.Option("--format", help="格式：docx,xlsx,pdf,html,md,txt,board,svg,png,check", metavar="docx,pdf,…")
]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="写到哪个文件夹（默认记录所在的文件夹）", show_default=False)
]
Font = Annotated[
    str | None,
    typer.Option("--font", metavar="FILE", help="PDF 用的自备字体文件（名字里有生僻字时）", show_default=False),
]
ListFields = Annotated[bool, typer.Option("--list-fields", help="列出自备 Word 模板可用的字段和现在的值")]
ReadAloud = Annotated[bool, typer.Option("--read-aloud", help="宣读稿：停顿和生僻字读音")]


def command(
    record: RecordPath = None,
    election: ElectionPath = None,
    only: Only = None,
    format_: Formats = "docx,html,txt",
    out: Out = None,
    font: Font = None,
    list_fields: ListFields = False,
    read_aloud: ReadAloud = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """文书：由计票记录做出报告单、当选名单、公告、上报材料；计票前可做选票、名册和各种单子。

    例：tally report
        tally report --only D11,D12 --format docx,pdf
        tally report --format board

    D3 候选人名册，D6 选票，D7 到会，D8 发票，D9 收票，D10 计票单，D11 结果报告单，D12 当选名单和公告，
    D13、D14 全体会议，D15 报告和请示，D16 封存单，D17 主持词，D18 选区报告，D19 代表选举报告，KIT 断电备用。
    """
    with door(lang, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.papers import CODES, FORMATS, render_all
        from tally.documents.pictures import PICTURES, pictures
        from tally.documents.sources import OUT, election_folder, font_file, foreign_record, name_problems, sources
        from tally.documents.summary_congress import spoken
        from tally.documents.write import write_papers
        from tally.files.election_file import find_election
        from tally.records.seal import sealing_figures

        chosen = _chosen(only, CODES, "--only") if only else None
        formats = _chosen(format_, (*FORMATS, *PICTURES), "--format")
        given = Path(record) if record is not None else None
        named = find_election(election).parent if given is None or election is not None else None
        folder = election_folder(given, named)
        found = sources(given, folder, chosen)
        for content, _ in found:
            speaker.tell(foreign_record(content, folder))
        if list_fields or read_aloud:
            _say(speaker, found[-1][0], list_fields, read_aloud)
            return
        own = font_file(Path(font) if font else None, (content for content, _ in found), folder)
        out_folder = given.parent if given is not None else (folder or Path()) / OUT
        papers = []
        for content, codes in found:
            hands = spoken(out_folder, content, speaker.translate)
            extra = {"sealed": sealing_figures(out_folder), "hands": hands}
            speaker.tell(refuse(name_problems(content, own, fatal="pdf" in formats)))
            files = [one for one in formats if one in FORMATS]
            papers += render_all(content, codes, files, lang, folder, own, extra) if files else []
            if content["entry"] != "none":
                papers += pictures(content, [one for one in formats if one in PICTURES], speaker.translate, own)
        for written in write_papers(papers, Path(out) if out else out_folder):
            speaker.note(say("已写入 {path}", path=written))
        _journal(speaker, out_folder, found, papers)
        if not quiet:
            speaker.show("\n\n".join(text.decode("utf-8") for name, text in papers if name.endswith(".txt")))


def _say(speaker: Door, content: dict[str, Any], list_fields: bool, aloud: bool) -> None:
    """Print what was asked for instead of making papers."""
    if list_fields:
        from tally.documents.context import view
        from tally.documents.own_templates import list_fields as listed

        shown = view(content, speaker.translate)
        context = {"paper": shown, "contest": shown.contests[0]}
        speaker.show("\n".join(f"{{{{ {name} }}}}\t{value}" for name, value in listed(context)))
    if aloud:
        from tally.documents.reading import read_aloud

        speaker.show(read_aloud(content, speaker.translate))


def _journal(speaker: Door, folder: Path, found: Sequence[Source], papers: Sequence[File]) -> None:
    """Write into the journal which papers were made of a count."""
    from tally.records import journal

    codes = [content["check_code"] for content, _ in found if content["entry"] != "none"]
    if codes:
        details = {"check_code": codes[0], "papers": [name for name, _ in papers]}
        unwritten = journal.append(folder, [journal.Act("reported", {}, details)])
        speaker.tell([unwritten] if unwritten else [])


def _chosen(given: str | None, known: Sequence[str], option: str) -> tuple[str, ...]:
    """Return what was asked for in the order it is known in; everything where nothing was."""
    as_known = {one.casefold(): one for one in known}
    words = [one.strip() for one in given.split(",")] if given else list(known)
    wanted = {as_known.get(one.casefold(), one) for one in words if one}
    if wanted - set(known):
        raise MisuseError(say("只能是 {choices}", choices=tuple(known)), option)
    return tuple(one for one in known if one in wanted)
