"""Send notices to browsers and devices by web push (RFC 8030), encrypted for each alone."""

import base64
import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus

import msgspec
import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import EXERCISE
from dispatch.publishing.subscriptions import Subscription
from dispatch.store.files import Files

KEY_VARIABLE, CONTACT_VARIABLE = "CHIYUAN_VAPID_PRIVATE_KEY", "CHIYUAN_VAPID_CONTACT"
KEY_FILE = "vapid.pem"
CONTACT = "mailto:chiyuan@localhost.invalid"  # whom a push service writes to; say your own
LIVES_S = 3600  # a device that is away so long hears of the order by other means
TIMEOUT_S = 10.0
ATTEMPTS = 3
MAX_BACK_OFF_S = 20.0
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)})


class Gone(Exception):  # noqa: N818 - an answer of the push service
    """The subscription is no more: the user took it back, or the browser is gone."""


class NotTaken(Exception):  # noqa: N818 - likewise
    """The push service refuses a message for good."""


class TryLater(Exception):  # noqa: N818 - likewise
    """The push service cannot be reached, or takes nothing just now."""


class VapidKeys:
    """The key by which push services know this engine (RFC 8292), and whom they may write to."""

    def __init__(self, vapid: Vapid02, contact: str = CONTACT) -> None:
        self.vapid, self.contact = vapid, contact

    @property
    def public_key(self) -> str:
        """What a browser subscribes with: the point, base64url without padding."""
        point = self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def vapid_keys(files: Files, environment: Mapping[str, str] = os.environ) -> VapidKeys:
    """Return the key in the environment, or the one beside the database, made at the first start.

    Raises ValueError for a key in the environment that cannot be read.
    """
    contact = environment.get(CONTACT_VARIABLE, CONTACT)
    named = environment.get(KEY_VARIABLE)
    if named:
        try:
            return VapidKeys(_read(named.encode()), contact)
        except Exception:
            raise ValueError(f"{KEY_VARIABLE}: no private key in PEM or base64url") from None
    return VapidKeys(_read(files.secret(KEY_FILE, _new_key)), contact)


class WebPush:
    """Sends to one subscription at a time; it blocks: call it in a thread."""

    def __init__(
        self, keys: Callable[[], VapidKeys], max_back_off_s: float = MAX_BACK_OFF_S
    ) -> None:
        self._keys, self._max_back_off_s = keys, max_back_off_s
        self._of_thread = threading.local()

    @property
    def _session(self) -> requests.Session:
        """The connections of this thread: a session is not made for several."""
        session: requests.Session | None = getattr(self._of_thread, "session", None)
        if session is None:
            session = self._of_thread.session = requests.Session()
            # A push service has no reason to send us elsewhere, which may be our own house.
            session.max_redirects = 0
        return session

    def send(self, notice: Notice, to: Subscription) -> None:
        """Send a notice; raises `Gone`, `NotTaken`, or `TryLater` after several attempts."""
        for attempt in Retrying(
            retry=retry_if_exception_type(TryLater),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=1.0, max=self._max_back_off_s),
            reraise=True,
        ):
            with attempt:
                self._try(notice, to)

    def _try(self, notice: Notice, to: Subscription) -> None:
        keys = self._keys()
        try:
            webpush(
                {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
                data=payload_of(notice).decode(),
                vapid_private_key=keys.vapid,
                vapid_claims={"sub": keys.contact},
                ttl=LIVES_S,
                timeout=TIMEOUT_S,
                headers={"Urgency": "high" if notice.urgent else "normal", "Topic": _topic(notice)},
                requests_session=self._session,
            )
        except WebPushException as problem:
            status = None if problem.response is None else problem.response.status_code
            if status in GONE:
                raise Gone from None
            if status in LATER:
                raise TryLater(f"the push service answers {status}") from None
            if status is None:  # it was not even sent
                raise NotTaken(f"it cannot be encrypted: {problem.message}") from None
            raise NotTaken(f"the push service answers {status}") from None
        except requests.TooManyRedirects:
            raise NotTaken("the push service sends us elsewhere") from None
        except requests.RequestException as problem:
            raise TryLater(type(problem).__name__) from None
        except (ValueError, TypeError) as problem:  # keys of a browser that are none
            raise NotTaken(f"it cannot be encrypted: {problem}") from None


def payload_of(notice: Notice) -> bytes:
    """Return what the device is sent; it shows `title` and `body`, and says `deliver` of an order.

    `tag` is the same for notices of which only the newest counts.
    """
    mark = EXERCISE if notice.exercise else ""
    return msgspec.json.encode(
        {
            "kind": notice.kind,
            "title": f"{mark}{notice.zh}",
            "body": f"{mark}{notice.en}",
            "tag": notice.key,
            "at": notice.at,
            "incident_id": notice.incident_id,
            "instruction_id": notice.instruction_id,
            "urgent": notice.urgent,
            "exercise": notice.exercise,
        }
    )


def _topic(notice: Notice) -> str:
    """Return the name under which a push service keeps the newest only: 32 letters at most."""
    return base64.urlsafe_b64encode(hashlib.sha256(notice.key.encode()).digest()[:24]).decode()


def _new_key() -> bytes:
    vapid = Vapid02()
    vapid.generate_keys()
    pem: bytes = vapid.private_pem()
    return pem


def _read(key: bytes) -> Vapid02:
    if b"-----BEGIN" in key:
        return Vapid02.from_pem(key.strip())
    return Vapid02.from_string(key.strip().decode())
