"""An agent's own till: selling out of the bag, what is in it, what is to be accepted, what to ask for, what comes back."""
