"""`tally credentials`: see its help; the rules stand in the rooms below."""

from tally.cli.consult import consulting

command = consulting(
    "credentials",
    """代表资格审查：名额、选出、变动、现有人数和代表构成，做出代表资格审查报告。

例：tally credentials sample_ballots/credentials

各类相加、其中各项都要对得上；现有人数就是选举的应到人数。
""",
)
