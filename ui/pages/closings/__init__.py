"""The Zs of closed shifts: on paper again, and the third figure of a manager."""
