"""Decide which depots supply which incidents, over all open incidents at once."""
