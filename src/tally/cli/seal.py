"""`tally seal`: close an election with a manifest of every file; check it; reopen it by name and with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say
from tally.domain.problem import Problems, errors_among

if TYPE_CHECKING:
    from tally.domain.election import Election

Key = Annotated[
    str | None, typer.Option("--key", help="签名用的私钥（Ed25519，PEM）", metavar="FILE", show_default=False)
]
Public = Annotated[
    str | None, typer.Option("--public", help="核对签名的公钥（PEM）", metavar="FILE", show_default=False)
]
Check = Annotated[bool, typer.Option("--check", help="核对封存清单：有没有文件被改动、缺失或增加")]
Reopen = Annotated[bool, typer.Option("--reopen", help="启封：要写明 --by 和 --reason")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="谁批准启封", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="为什么启封", show_default=False)]


def command(
    key: Key = None,
    check: Check = False,
    public: Public = None,
    reopen: Reopen = False,
    by: By = "",
    reason: Reason = "",
    election: ElectionPath = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """封存：先复核，再列出全部文件及其 SHA-256（out/seal.json）；此后 out/ 不能再改，直到启封。

    例：tally seal
        tally seal --check
        tally seal --reopen --by 主席团 --reason 更正票号12的录入

    退出状态：0 已封存，或核对无误；1 不能封存，或核对不符。
    """
    if reopen and not (by.strip() and reason.strip()):
        raise MisuseError(say("--by 和 --reason 都要写"), "--reopen")
    if check and reopen:
        raise MisuseError(say("--check 和 --reopen 只用一个"), "--check")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election
        from tally.records import seal, signature

        path = find_election(election)
        folder = path.parent / "out"
        if check or public:
            _check(folder, path, public, as_json, speaker)
        elif reopen:
            kept = seal.reopen(folder, by.strip(), reason.strip())
            speaker.note(say("已启封；原来的清单保留为 {path}", path=kept))
        else:
            private = signature.private_key(Path(key)) if key else None
            _prove(folder, path, speaker)
            figures = seal.seal(folder, path, private)
            _sealing_record(folder, path, figures, speaker, lang)
            if as_json:
                speaker.show(json.dumps(figures, ensure_ascii=False, indent=2))
            else:
                speaker.show(
                    speaker.text(
                        say(
                            "已封存：{files}个文件。写在封存单（D16）上：\n清单的校验值 {manifest}\n"
                            "日志末行的校验值 {journal}（第{lines}行）\n核验码 {check_code}",
                            **figures,
                        )
                    )
                )


def _prove(folder: Path, path: Path, speaker: Door) -> None:
    """Refuse what does not verify, and put the proof workbook beside the record."""
    from tally.documents.proof import write_proof
    from tally.files.election_file import read_election
    from tally.records.store import FILE
    from tally.records.verify import verify

    result = verify(folder / FILE, path)
    if not result.holds:
        raise Problems(result.problems)
    read: Election = read_election(path)
    written = write_proof(read, result.record, folder)
    speaker.note(say("已写入 {path}", path=written) if written else say("票数太多，没有做 proof.xlsx"))


def _sealing_record(folder: Path, path: Path, figures: dict[str, Any], speaker: Door, lang: str) -> None:
    """Write D16 with the hash of the journal's last line, the one paper made after sealing."""
    from tally.documents.papers import render_all
    from tally.records.atomic import write_atomically
    from tally.records.store import FILE, read_record

    extra = {"sealed": figures}
    for name, content in render_all(
        read_record(folder / FILE), ["D16"], ("docx", "txt"), lang, path.parent, extra=extra
    ):
        write_atomically(folder / name, content, sealed_too=True)
        speaker.note(say("已写入 {path}", path=folder / name))


def _check(folder: Path, path: Path, public: str | None, as_json: bool, speaker: Door) -> None:
    from tally.records import seal

    count, problems = seal.check_seal(folder, path, Path(public) if public else None)
    broken = len(errors_among(problems))
    if as_json:
        found = [one.as_json(speaker.translate) for one in problems]
        speaker.show(json.dumps({"files": count, "problems": found}, ensure_ascii=False, indent=2))
    else:
        speaker.tell(problems)
        if broken:
            speaker.show(speaker.text(say("封存清单不符：有{count}处，见上。", count=broken)))
        else:
            speaker.show(speaker.text(say("封存清单相符：{count}个文件都与封存时相同。", count=count)))
    if broken:
        raise typer.Exit(1)
