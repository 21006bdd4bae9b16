"""THE ROADS: networks, travel times and paths. Speaks nodes, seconds and metres."""
