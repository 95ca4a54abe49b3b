"""`tally delegates`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "delegates",
    """党代表选举：逐个选举单位核对差额，列出代表构成，做出代表选举情况报告（D19）。

例：tally delegates sample_ballots/delegates

有选举单位差额不足时退出状态为 1。
""",
)
