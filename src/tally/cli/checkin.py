"""`tally checkin`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "checkin",
    """签到：按代表团列出应到、实到、请假、缺席，做出清点到会人数报告单（D7）。

例：tally checkin sample_ballots/checkin

开幕和选举前各数一次；姓名只留在签到表里。
""",
)
