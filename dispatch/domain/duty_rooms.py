"""Find the duty room that answers for a place: a village has none of its own."""

from dispatch.domain.places import Places, lineage
from dispatch.domain.profile import Profile

WATCH = "DUTY"  # the role of those on watch; the profile says at which levels there are any


def duty_room(places: Places, profile: Profile, code: str) -> str:
    """Return the nearest place on the way up whose level has people on watch, else the place."""
    watch = profile.roles.get(WATCH)
    for above in lineage(places, code):
        place = places.get(above)
        if watch is not None and place is not None and place.admin_level in watch.admin_levels:
            return above
    return code
