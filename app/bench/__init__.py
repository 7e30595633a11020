"""What measures and torments the program: never imported by what sells."""
