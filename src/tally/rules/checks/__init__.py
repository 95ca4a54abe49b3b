"""The checks (核对): every rule that can be tested, each a small function with its rule id and its arithmetic."""
