"""Five tills, an office and a centre that live through bad days: a seed says what happens, and the same seed says it again."""
