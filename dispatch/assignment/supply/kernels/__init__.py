"""The compiled loops of the depots' plan.

`q` is the `Layout` and `s` the `Loads`, changed in place. A candidate is a number of an incident's
`near` depots, which stand in order of time. All numbers are whole, so that a seed has the same plan
on every machine.
"""
