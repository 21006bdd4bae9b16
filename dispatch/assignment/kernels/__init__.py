"""The compiled loops of the flow: flat arrays in, flat arrays out.

Costs and prices are int64 weighted milliseconds. Compiled like those of the roads.
"""
