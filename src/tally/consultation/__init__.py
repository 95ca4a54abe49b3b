"""What only informs (民主推荐、民主测评 and the tallies around a vote): counted, shown, and nobody is elected by it."""
