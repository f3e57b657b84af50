"""What Waymark keeps: SQLModel tables, queries and exports."""
