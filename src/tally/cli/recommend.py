"""`tally recommend`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "recommend",
    """民主推荐：按职位列出会议推荐和谈话推荐的票数、得票率和名次，做出民主推荐情况汇总表，供研究参考。

例：tally recommend sample_ballots/recommend

两种推荐分开列，从不相加；人数少的组不单独列出。
""",
)
