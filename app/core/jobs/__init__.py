"""What must still happen outside the database: print and drawer jobs, written with the fact that asks for them."""
