"""What an office would write in an afternoon: pandas and openpyxl, no checks. The peer of the whole command."""

import sys

import pandas as pd


def main(path: str, office: str, seats: int, present: int) -> None:
    sheet = pd.read_excel(path, sheet_name=office, dtype=str, keep_default_na=False, engine="openpyxl")
    names = [name for name in sheet.columns if name not in ("票号", "整票无效", "备注") and "另选他人" not in name]
    marks = sheet[names]
    valid = (sheet.get("整票无效", "") == "") & ((marks == "○").sum(axis=1) <= seats)
    approvals = (marks[valid] == "○").sum().sort_values(ascending=False)
    print(approvals[approvals * 2 > present].head(seats))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
