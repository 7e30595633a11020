"""What is stored: one SQLite file, one writer, many readers."""
