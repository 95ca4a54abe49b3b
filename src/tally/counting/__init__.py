"""The count: which ballots are valid, what they add up to, and who is elected."""
