"""Hold what the doors need of web push: who has subscribed, and the key to subscribe with."""

import os
from collections.abc import Mapping
from functools import cache

from dispatch.publishing.subscriptions import Subscriptions, push_hosts
from dispatch.publishing.web_push import VapidKeys, vapid_keys
from dispatch.store.open import Store

HOSTS_VARIABLE = "CHIYUAN_PUSH_HOSTS"


class PushDesk:
    """What the doors need of web push: the subscriptions, and the key browsers subscribe with."""

    def __init__(self, store: Store, environment: Mapping[str, str] = os.environ) -> None:
        self.subscriptions = Subscriptions(
            store.database, push_hosts(environment.get(HOSTS_VARIABLE))
        )
        # Made when it is first asked for: a store that only is looked into gets no key.
        self.keys = cache(lambda: vapid_keys(store.files, environment))

    @property
    def public_key(self) -> str:
        """What a browser subscribes with. It may make and write a key: call it in a thread."""
        keys: VapidKeys = self.keys()
        return keys.public_key
