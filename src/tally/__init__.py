"""tally: count the ballots of a Party congress (党代表大会选举计票)."""
