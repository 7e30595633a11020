"""What the shop's data means: the rules, commands and questions, and the programs that start them."""
