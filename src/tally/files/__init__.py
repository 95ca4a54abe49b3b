"""What people bring: election folders, lists of people and ballot workbooks, read or refused with their places."""
