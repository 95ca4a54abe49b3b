"""What is signed and read aloud: the record turned into papers and a table on the screen, nothing computed anew."""
