"""独立复核：不用计票软件，把选票重新数一遍，与公布的计票记录逐项对照。

用法：python recount.py，放在 result.json 旁边；别处的记录：python recount.py 记录.json 选举目录
只用 Python 标准库和 openpyxl（读 .xlsx 用），与计票软件没有一行共用的代码。名额、需要的票数、画票符号这些
“规定”取自记录；每一张票怎样算、谁当选，由这里自己得出。全部一致时最后一行是“复核一致”，否则写明是哪一处。
"""

import csv
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# 形状相近的符号算同一个；每组第一个是代表。
SIGNS = ("○〇◯⭕Oo", "×✕✖╳Xx", "√✓✔", "△▲▵", "□■☐", "●⚫", "☆★")
SAME = {look: group[0] for group in SIGNS for look in group}
SEEN, BOTH, FOREIGN, PART = "看不清", "两个符号", "别的符号", "部分无效"  # 前三种存疑；裁定以前都不算选了谁
WORDS = {"赞成": "赞成", "不赞成": "不赞成", "反对": "不赞成", "弃权": "弃权", "模糊": SEEN, "无法辨认": SEEN}
WORDS |= {one: one for one in (SEEN, BOTH, FOREIGN, PART)} | {"?": SEEN}
AGREE, DISAGREE = ["√", "同意", "打勾", "打钩"], ["×", "不同意", "划掉"]  # 规定以外的符号，办法允许时才认
OTHER = ["○", "△", "□", "●", "☆", "画圈", "打圈"]
VOID = {"无法辨认": "unreadable", "非本次选票": "wrong_form", "有记号": "marked", "破损": "damaged", "其他": "other"}
HEADINGS = dict.fromkeys(("选票号", "选票编号", "ballot", "ballotno"), "票号") | {"void": "整票无效", "remark": "备注"}
ENGLISH = {"赞成": "approve", "不赞成": "oppose", "弃权": "abstain", PART: "unclear"}
Part = dict[str, Any]
Ballot = SimpleNamespace  # 一张票：票号、文件、每名候选人的符号、另选他人（栏 → 姓名和符号）、整票无效的原因


def plain(text: str) -> str:
    """去掉空格，全角变半角，相近的符号变成同一个。"""
    bare = "".join(unicodedata.normalize("NFKC", re.sub("[\ufe0e\ufe0f]", "", text)).split())
    return "".join(SAME.get(one, one) for one in bare) if len(bare) <= 4 else bare


def person(text: str) -> str:
    """姓名只比字：空格、间隔点、括号里的说明、看不见的字符都不算。"""
    bare = re.sub("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]", "", text)
    outside = re.sub(r"[（(\[【〔][^（）()\[\]【】〔〕]*[）)\]】〕]", "", bare)
    folded = unicodedata.normalize("NFKC", outside if outside.strip() else bare)
    return re.sub(r"[\s·•‧∙⋅・･●˙．.。᛫ꞏ]", "", folded).casefold()


def read_mark(text: str, method: Part) -> str:
    """一个符号是什么意思。顺序：录入员写的字，规定的符号，看不清，两个不同的符号，规定以外的符号。"""
    sign = plain(text)
    legend = {sign: word for word, key in ENGLISH.items() if word != PART for sign in method["legend"][key]}
    single = sign[0] if sign and len(set(sign)) == 1 else sign  # 同一个符号画两次，算一次
    for meanings, one in ((WORDS, sign), (legend, sign), (legend, single), (WORDS, single)):
        if one in meanings:
            return meanings[one]
    if len(sign) > 1 and set(sign) <= {group[0] for group in SIGNS} | set(legend) and len(set(sign)) > 1:
        return BOTH
    if single not in AGREE + DISAGREE + OTHER:
        raise SystemExit(f"读不懂的符号：“{text}”")
    if method["foreign_marks"] == "void" or single in OTHER:
        return FOREIGN
    return "赞成" if single in AGREE else "不赞成"


def read_sheet(rows: list[list[str]], contest: Part, method: Part, file: str) -> list[Ballot]:
    """把一张工作表读成选票；写着候选人姓名最多的那一行是表头。"""
    names = [person(one["name"]) for one in contest["candidates"]]
    top = max(range(min(50, len(rows))), key=lambda at: (sum(person(cell) in names for cell in rows[at]), -at))
    columns = {HEADINGS.get(person(cell), person(cell)): at for at, cell in enumerate(rows[top]) if cell.strip()}
    boxes = [one for one in columns if re.fullmatch(r"另选他人\d*", one)]
    read = {*names, "票号", "整票无效", "备注", *boxes, *(f"{box}符号" for box in boxes)}
    ballots = []
    for row in rows[top + 1 :]:
        cells = {heading: row[at].strip() if at < len(row) else "" for heading, at in columns.items()}
        empty = not any(text for heading, text in cells.items() if heading in read)
        if empty or plain(cells.get("票号", "")) == "合计":  # 空行和合计行不是选票
            continue
        signs = {box: cells.get(f"{box}符号", "") for box in boxes}
        others = {box: [cells[box], sign and read_mark(sign, method)] for box, sign in signs.items() if cells[box]}
        void = VOID[plain(cells["整票无效"])] if cells.get("整票无效") else ""
        marks = [read_mark(cells[name], method) for name in names]
        number, source = cells.get("票号", ""), cells.get("出处", file)
        ballots.append(Ballot(number=number, source=source, marks=marks, others=others, void=void))
    return ballots


def sheets_of(path: Path, asked: str | None = None) -> dict[str, list[list[str]]]:
    """打开一个文件，返回每张工作表（或所指定的一张）的文字；文本文件（.csv）只有一张。"""
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        data, text = path.read_bytes(), ""
        for code in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("gb18030", "utf-8-sig"):
            with suppress(UnicodeDecodeError):
                text = data.decode(code)  # 两种都读得出时，以后一种 UTF-8 为准
        first = next((line for line in text.splitlines() if re.search("[,\t;]", line)), ",")
        return {asked or path.stem: list(csv.reader(re.split("(?<=\n)", text), delimiter=max(",\t;", key=first.count)))}
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = {one.title: one.iter_rows(values_only=True) for one in book if asked in (None, one.title)}
    return {title: [[*map(shown, row)] for row in rows] for title, rows in sheets.items()}


def shown(value: Any) -> str:
    """一个格子里的文字；整数不带小数点。"""
    return "" if value is None else str(value).removesuffix(".0")


def ballots_of(record: Part, contest: Part, folder: Path, path: Path) -> list[Ballot]:
    """取一种选票的全部选票。录入表直接读；别的格式读 ballots.csv，那里写着每一票读成了什么、出自哪里。"""
    if (understood := path.with_name("ballots.csv")).exists():
        header, *lines = sheets_of(understood)[understood.stem]
        return read_sheet([header, *(one for one in lines if one[0] == contest["id"])], contest, record["method"], "")
    ballots, titles = [], ("".join(contest["office"].split()), contest["id"])
    for entry in (one for one in record["inputs"] if one["role"] == "ballots"):
        for title, rows in sheets_of(folder / entry["path"], entry.get("sheet")).items():
            if "".join(title.split()) in titles:
                ballots += read_sheet(rows, contest, record["method"], entry["path"])
    return ballots


def rule(ballots: list[Ballot], contest: Part, method: Part, rulings: list[Part]) -> None:
    """把监票人的裁定写到票上：另选他人的姓名、一格的意思、另选他人计不计入，或整张票有效、无效。"""
    meaning = {key: word for word, key in ENGLISH.items()} | {"count": "计入", "drop": "不计入"}
    places = {person(one["name"]): at for at, one in enumerate(contest["candidates"])}
    for one in sorted(rulings, key=lambda one: (not one["read_as"].startswith("name:"), not one["column"])):
        for ballot in ballots if one["contest"] == contest["id"] else ():
            key, box = one["read_as"], "另选他人" + (re.sub(r"\D", "", one["column"]) or "1")
            if plain(ballot.number).lstrip("0") != plain(one["ballot"]).lstrip("0") or one["file"] not in ballot.source:
                continue
            if not one["column"] or one["column"].startswith("整票"):
                ballot.void = "" if key == "valid" else VOID.get(plain(one["reason"]), "other")
                settled = {SEEN: PART if method["unclear"] == "partial" else "弃权", BOTH: PART, FOREIGN: PART}
                ballot.marks = [settled.get(mark, mark) for mark in ballot.marks]
            elif person(one["column"]) in places:
                ballot.marks[places[person(one["column"])]] = meaning[key]
            elif key.startswith("name:"):
                ballot.others[box][0] = key[5:]
            elif key != "drop" or chooses(ballot.others[box][1], method):
                ballot.others[box][1] = meaning[key]


def chooses(sign: str, method: Part) -> bool:
    """另选他人旁边的符号是不是表示选这个人；没有符号的，按选举办法。"""
    return sign in ("赞成", "计入", "不计入") or (sign == "" and method["writein_unmarked"] == "approve")


def count(ballots: list[Ballot], contest: Part, method: Part, roster: Counter[str] | None) -> Any:
    """数一种选票：每名候选人的四个数、另选他人的赞成、有效票、无效票及其原因。"""
    names = [person(one["name"]) for one in contest["candidates"]]
    figures, invalid, others, valid = [Counter[str]() for _ in names], Counter[str](), Counter[str](), 0
    for ballot in ballots:
        marks, chosen = ballot.marks, dict[str, set[str]]()  # 另选的人 → 旁边的符号；写两次算一个人
        for name, sign in ballot.others.values():
            known = WORDS.get(plain(name)) != SEEN and person(name) not in names  # 票上已印的人不算另选
            if chooses(sign, method) and known:
                chosen.setdefault(person(name), set()).add(sign)
        blind = all(mark == SEEN for mark in marks) and not ballot.others  # 全部无法辨认
        over = marks.count("赞成") + len(chosen) > contest["seats"]  # 选的人多于应选名额
        if reason := ballot.void or ("unreadable" if blind else "overvote" if over else ""):
            invalid[reason] += 1
            continue
        valid += 1
        for figure, mark in zip(figures, marks, strict=True):
            doubt = mark in (BOTH, FOREIGN) or (mark == SEEN and method["unclear"] == "partial")
            figure[PART if doubt else "弃权" if mark == SEEN else mark] += 1
        ruled = {key for key, signs in chosen.items() if "计入" in signs}
        rest = {key for key, signs in chosen.items() if signs != {"不计入"}} - ruled
        if not method["writein_needs_oppose"] or marks.count("不赞成") >= len(ruled | rest):  # 不赞成几名，才能另选几名
            ruled |= {key for key in rest if roster is None or roster[key] == 1}  # 名册上没有或同名的，待裁定
        others.update(ruled)
    return figures, others, valid, invalid


def decide(approvals: dict[str, int], seats: int, need: int | None) -> tuple[set[str], set[str], int]:
    """谁当选：达到需要的票数，按票多少取足名额；最后的名额上票数相等的，谁也不当选，再次投票。"""
    passed = {one: votes for one, votes in approvals.items() if votes >= (need or 1)}
    elected = {one for one in passed if sum(votes >= passed[one] for votes in passed.values()) <= seats}
    rest = set(passed) - elected if len(elected) < seats else set()
    tied = {one for one in rest if passed[one] == max(passed[other] for other in rest)}
    return elected, tied, seats - len(elected)


def check(record: Part, contest: Part, ballots: list[Ballot], roster: Counter[str] | None) -> list[str]:
    """数一种选票，打印，并返回与记录不同的每一处。"""
    kept, outcome, method, wrong = contest["ballots"], contest["outcome"], record["method"], []

    def same(what: str, here: object, there: object) -> None:
        if here != there:
            wrong.append(f"{contest['office']} {what}：复核 {here}，记录 {there}")

    print(f"\n{contest['office']}  应选{contest['seats']}名")
    limit = kept["issued"] if method["valid_limit"] == "issued" and kept["issued"] is not None else kept["voted"]
    if kept["collected"] > limit:  # 收回的比投票的人多：选举无效，不计票
        print(f"  收回{kept['collected']}张，多于{limit}张：选举无效")
        return [] if outcome["status"] == "void" else [f"{contest['office']}：应为选举无效"]
    rule(ballots, contest, method, record.get("rulings", []))
    figures, others, valid, invalid = count(ballots, contest, method, roster)
    same("收回的票", valid + invalid.total(), kept["collected"])
    same("有效票、无效票", (valid, dict(invalid)), (kept["valid"], kept["invalid_reasons"]))
    need, base = contest["majority"]["need"], contest["majority"]["base_count"]
    if need is not None:  # 超过半数：2 × 票数 > 基数；选民直接选举的另行选举：不少于选票的三分之一
        same("当选需要的票数", -(-base // 3) if contest["majority"]["base"] == "collected" else base // 2 + 1, need)
    print(f"  有效{valid}张，无效{invalid.total()}张，当选需{need}票")
    approvals = {}
    for one, figure in zip(contest["candidates"], figures, strict=True):
        print(f"  {one['name']}  " + "  ".join(f"{word}{figure[word]}" for word in ENGLISH))
        approvals[person(one["name"])] = figure["赞成"]
        for word, key in ENGLISH.items():
            same(f"{one['name']} {word}", figure[word], one[key])
    written = {person(one["name"]): one for one in contest["write_ins"]}
    same("另选他人", dict(others), {key: one["approve"] for key, one in written.items()})
    for key, votes in sorted(others.items(), key=lambda item: (-item[1], item[0])):
        print(f"  另选他人 {key}  赞成{votes}")
        if written.get(key, {}).get("eligible") is not False:  # 没有被选举权的，不参加排名
            approvals[key] = votes
    elected, tied, left = decide(approvals, contest["seats"], need)
    reduced = contest.get("reduce_seats")  # 经同意减少了名额
    left = 0 if reduced and reduced["to"] == len(elected) and not tied else left
    print(f"  当选：{'、'.join(sorted(elected)) or '无'}；空缺{left}名；票数相等：{'、'.join(sorted(tied)) or '无'}")
    same("当选人", sorted(elected), sorted(map(person, outcome["elected"])))
    same("票数相等的人", sorted(tied), sorted(map(person, outcome["tied"])))
    same("空缺", left, outcome["open_seats"])
    return wrong


def main(arguments: list[str]) -> int:
    """核对每个文件的校验和，再逐种选票复核。"""
    path = Path(arguments[0] if arguments else Path(__file__).with_name("result.json")).resolve()
    folder = Path(arguments[1]) if len(arguments) > 1 else path.parent.parent
    record = json.loads(path.read_text(encoding="utf-8"))
    print(f"{record['election']['title']}  核验码 {record['check_code']}")
    wrong, roster = [], None
    for entry in record["inputs"]:
        found = folder / entry["path"]
        if not found.is_file() or hashlib.sha256(found.read_bytes()).hexdigest() != entry["sha256"]:
            wrong.append(f"文件 {entry['path']} 没有找到，或与计票时的不同")
        elif entry["role"] == "roster":  # 名册上每个姓名有几个人
            rows = next(iter(sheets_of(found).values()))
            top, at = next((top, row.index("姓名")) for top, row in enumerate(rows) if "姓名" in row)
            roster = Counter(person(row[at]) for row in rows[top + 1 :] if row[at].strip())
    for contest in record["contests"] if not wrong else ():
        void = contest["outcome"]["status"] == "void"
        wrong += check(record, contest, [] if void else ballots_of(record, contest, folder, path), roster)
    print("\n" + ("\n".join(["复核不一致：", *wrong]) if wrong else "复核一致"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
