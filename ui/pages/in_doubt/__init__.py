"""What a card terminal or a fiscal register has left open, and the person who settles it."""
