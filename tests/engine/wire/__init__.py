"""The wire between the two processes: what crosses, what can't, and what garbage does to it."""
