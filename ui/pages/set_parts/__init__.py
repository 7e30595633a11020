"""What is in a set: its parts, put in by scanner or by searching, each with its quantity."""
