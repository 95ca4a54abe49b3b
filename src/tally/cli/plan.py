"""`tally plan`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "plan",
    """换届日程：各步骤的日期、期限、是否到期、逾期、颠倒，做出日程表和日历（xlsx、html、ics）。

例：tally plan sample_ballots/plan

只按给出的节假日和调休日算工作日；有步骤违反期限时退出状态为 1。
""",
)
