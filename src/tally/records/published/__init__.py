"""What is published beside a result and runs without this program."""
