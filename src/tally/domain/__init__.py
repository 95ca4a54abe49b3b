"""What an election is: frozen values, standard library only (numpy for the arrays of marks)."""
