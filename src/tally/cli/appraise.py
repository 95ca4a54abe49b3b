"""`tally appraise`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "appraise",
    """民主测评：班子和成员各等次的票数和比例，做出民主测评结果汇总表，供研究参考。

例：tally appraise sample_ballots/appraise

比例的基数要写明；只列数字，不下结论。
""",
)
