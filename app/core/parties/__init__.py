"""Customers and what is owed: debt, points, prepayment, gift cards."""
