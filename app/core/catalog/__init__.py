"""What is sold: products, services and sets, their codes, prices, units and taxes."""
