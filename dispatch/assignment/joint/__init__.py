"""Decide over all demands at once where reality couples them: the joint plan."""
