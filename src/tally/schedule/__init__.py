"""When: the dated steps of a change of term (换届), what is due, late or out of order."""
