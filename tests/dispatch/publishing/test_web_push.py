"""Web push: encrypted for the browser alone, by a key of our own, to known push services."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from dispatch.domain.refusals import Rejected
from dispatch.publishing.notice import Notice
from dispatch.publishing.subscriptions import Subscription, Subscriptions, push_hosts
from dispatch.publishing.web_push import ATTEMPTS, Gone, NotTaken, TryLater, WebPush, vapid_keys
from dispatch.store.files import Files
from dispatch.store.open import open_store
from tests.dispatch.publishing.conftest import Service

NOTICE = Notice(
    "order", "order/D1", 7, 1.7e9, "新指令 D1", "New order D1", instruction_id="D1", urgent=True
)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """A browser that has subscribed, and reads what it is sent."""

    def __init__(self, service: Service, path: str = "/push/1", user_name: str = "leader") -> None:
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        endpoint = f"http://127.0.0.1:{service.port}{path}"
        self.subscription = Subscription(endpoint, user_name, b64(point), b64(self._auth))

    def reads(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth)
        read: dict[str, Any] = json.loads(plain)
        return read


@pytest.fixture
def push(tmp_path: Path) -> WebPush:
    files = Files(tmp_path)
    return WebPush(lambda: vapid_keys(files, {}), max_back_off_s=0.01)


def test_the_browser_reads_what_was_sent_and_nobody_else(service: Service, push: WebPush) -> None:
    browser = Browser(service)
    push.send(NOTICE, browser.subscription)
    (heard,) = service.on("/push/1")
    assert "新指令".encode() not in heard.body
    assert browser.reads(heard.body) == {
        "kind": "order",
        "title": "新指令 D1",
        "body": "New order D1",
        "tag": "order/D1",
        "at": 1.7e9,
        "incident_id": None,
        "instruction_id": "D1",
        "urgent": True,
        "exercise": False,
    }
    assert heard.headers["urgency"] == "high"
    assert heard.headers["authorization"].startswith("vapid t=")


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_says_so(service: Service, push: WebPush, status: int) -> None:
    service.always["/push/1"] = status
    with pytest.raises(Gone):
        push.send(NOTICE, Browser(service).subscription)
    assert len(service.heard) == 1


def test_a_service_that_fails_is_tried_again_and_then_given_up(
    service: Service, push: WebPush
) -> None:
    service.answers["/push/1"].extend([503, 429])
    push.send(NOTICE, Browser(service).subscription)
    assert len(service.heard) == 3
    service.always["/push/1"] = 500
    with pytest.raises(TryLater):
        push.send(NOTICE, Browser(service).subscription)
    assert len(service.heard) == 3 + ATTEMPTS


def test_nobody_follows_where_a_push_service_points(service: Service, push: WebPush) -> None:
    service.always["/push/1"] = 307
    with pytest.raises(NotTaken):
        push.send(NOTICE, Browser(service).subscription)
    assert service.on("/elsewhere") == []


def test_keys_that_are_none_are_refused_by_nobody_else(service: Service, push: WebPush) -> None:
    broken = Subscription(f"http://127.0.0.1:{service.port}/push/1", "leader", "AAAA", "AAAA")
    with pytest.raises(NotTaken, match="encrypted"):
        push.send(NOTICE, broken)
    assert service.heard == []


def test_the_key_is_made_once_and_may_come_from_the_environment(tmp_path: Path) -> None:
    files = Files(tmp_path)
    first = vapid_keys(files, {}).public_key
    assert vapid_keys(Files(tmp_path), {}).public_key == first
    assert (tmp_path / "vapid.pem").stat().st_mode & 0o777 == 0o600
    other = Vapid02()
    other.generate_keys()
    pem = other.private_pem().decode()
    told = {"CHIYUAN_VAPID_PRIVATE_KEY": pem, "CHIYUAN_VAPID_CONTACT": "mailto:ops@example.org"}
    named = vapid_keys(files, told)
    assert named.public_key != first
    assert named.contact == "mailto:ops@example.org"
    with pytest.raises(ValueError, match="CHIYUAN_VAPID_PRIVATE_KEY") as caught:
        vapid_keys(files, {"CHIYUAN_VAPID_PRIVATE_KEY": "nonsense"})
    assert "nonsense" not in str(caught.value)


def test_only_push_services_that_are_known_are_subscribed_to() -> None:
    store = open_store("memory://")
    book = Subscriptions(store.database, push_hosts("push.example.org 127.0.0.1"))
    keys = ("leader", "p", "a")
    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/x",
        "https://db5p.notify.windows.com/w/?token=x",
        "https://push.example.org/1",
        "http://127.0.0.1:8080/1",
    ):
        book.add(Subscription(endpoint, *keys))
    assert len(book.all("leader")) == 4
    for endpoint in (
        "http://fcm.googleapis.com/x",
        "https://169.254.169.254/latest",
        "https://evil.org/fcm.googleapis.com",
        "https://notify.windows.com.evil.org/",
        "file:///etc/passwd",
        "https://",
    ):
        with pytest.raises(Rejected) as refused:
            book.add(Subscription(endpoint, *keys))
        assert refused.value.field == "endpoint"
    store.close()


def test_a_user_has_so_many_browsers_and_takes_back_only_the_own() -> None:
    store = open_store("memory://")
    moments = iter(range(100))
    book = Subscriptions(store.database, now=lambda: float(next(moments)))

    def endpoint(number: int) -> str:
        return f"https://fcm.googleapis.com/{number}"

    for number in range(25):
        book.add(Subscription(endpoint(number), "leader", "p", "a"))
    own = [one.endpoint for one in book.all("leader")]
    assert own == [endpoint(number) for number in range(5, 25)]
    assert not book.remove(endpoint(7), "somebody else")
    assert book.remove(endpoint(7), "leader")
    assert len(book.all()) == 19
    store.close()
