"""`python -m tally` is `tally`."""

from tally.cli import main

main()
