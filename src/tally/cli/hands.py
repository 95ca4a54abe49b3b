"""`tally hands`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "hands",
    """举手表决：同意、不同意、弃权三个数，过半数的几种算法都列出，供主持人宣布。

例：tally hands sample_ballots/hands

全体到会人同意才说一致通过；门槛没有写明就不说是否通过。
""",
)
