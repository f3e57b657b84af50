"""What teachers take away: one source of rows, several writers of files."""
