"""What is kept: the record of a count, its check code, and files written whole or not at all."""
