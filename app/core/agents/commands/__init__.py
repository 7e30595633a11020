"""What is done with agents: made, given goods, sold, asked for, settled, moved to another till."""
