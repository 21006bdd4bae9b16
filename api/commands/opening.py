"""Find an area in what is there already, and say plainly what is missing."""

from dispatch.domain.area import Area
from dispatch.domain.events import AreaFounded
from dispatch.domain.profile import Profile
from dispatch.engine.clock import SystemClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog
from dispatch.store.open import Store


def first_area(store: Store) -> str | None:
    """Return the id of the area that is in service: the first that is no drill."""
    for area_id in store.log.areas():
        first = next(iter(store.log.read(area_id, limit=1)), None)
        if first is not None and b'"exercise":true' not in first.body:
            return area_id
    return None


def founded_profile(log: EventLog, area_id: str) -> Profile:
    """Return the profile an area was founded with, as it ships."""
    first = recorded_of(next(iter(log.read(area_id, limit=1)))).event
    if not isinstance(first, AreaFounded):
        raise ValueError(f"the log of {area_id!r} does not begin with its founding")
    return load_profile(first.profile_id)


def read_area(store: Store, area_id: str | None, profile: Profile) -> Area:
    """Return an area as its log tells it; raises ValueError when there is none."""
    wanted = area_id or first_area(store)
    if wanted is None or wanted not in store.log.areas():
        raise ValueError(f"no area {wanted or ''} in this database: found one with `chiyuan serve`")
    return Engine(wanted, store.log, profile, SystemClock()).area
