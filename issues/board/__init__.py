"""The planning board of an issue: what it shows, how its stories fit, and the moves on it."""
