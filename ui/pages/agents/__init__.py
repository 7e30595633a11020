"""Agents, as a manager looks after them: the bag, transfers, requests and the settlement of each."""
