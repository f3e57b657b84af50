"""What teachers take away: one source of rows for each report, several writers of files."""
