"""What people bring: election folders, candidate lists, rosters and ballot workbooks, read or refused with their places."""
