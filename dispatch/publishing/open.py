"""Put the parts of publishing together, as the environment has them."""

import os
from collections.abc import Mapping

from dispatch.engine.bootstrap import CommandArea
from dispatch.publishing.progress import Published
from dispatch.publishing.publisher import Publisher, Who
from dispatch.publishing.push_desk import PushDesk
from dispatch.publishing.targets import read_targets
from dispatch.publishing.web_push import WebPush
from dispatch.store.open import Store


def open_publisher(
    command_area: CommandArea,
    store: Store,
    who: Who,
    desk: PushDesk,
    environment: Mapping[str, str] = os.environ,
) -> Publisher:
    """Return the publisher of an area; raises ValueError for what the environment has wrong."""
    desk.keys()
    return Publisher(
        command_area.engine,
        desk.subscriptions,
        WebPush(desk.keys),
        who,
        read_targets(environment),
        store.dead_letters,
        Published(store.database),
    )
