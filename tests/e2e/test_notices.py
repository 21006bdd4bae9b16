"""A server that tells a robot what happens, and keeps its photographs and its key beside it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.doors import PASSWORD, report
from tests.dispatch.intake.test_pictures import a_picture
from tests.dispatch.publishing.conftest import PATIENCE_S, Service
from tests.e2e.a_server import DUTY, Child


@pytest.fixture
def robots() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


def until(holds: Callable[[], object]) -> None:
    end_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_at
        time.sleep(0.05)


@contextmanager
def signed_in(child: Child) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{child.url}/api/v1", timeout=30) as http:
        told = http.post("/login", json={"name": DUTY, "password": PASSWORD}).json()
        http.headers["Authorization"] = f"Bearer {told['token']}"
        yield http


def test_a_mayday_reaches_the_robot_and_files_outlive_the_server(
    tmp_path: Path, robots: Service
) -> None:
    url = f"sqlite:///{tmp_path}/chiyuan.db"
    child = Child(url, tmp_path, CHIYUAN_NOTIFY_TN=robots.robot("/town"))
    child.start()
    try:
        with signed_in(child) as http:
            photo = http.post("/attachments", content=a_picture()).json()["attachment_id"]
            http.post("/reports", json=report("r1", kind="gas", evidence=[photo]))
            body = {"team_id": "N1", "capability": "FIRE"}
            assert http.post("/incidents/I1/instructions", json=body).status_code == 201
            for action in ("sign", "set_out", "mayday"):
                step = {"action": action, "reason": "翻车"}
                assert http.post("/instructions/D1/actions", json=step).status_code == 200
            key = http.get("/push/key").json()["public_key"]
        until(lambda: robots.on("/town"))
        assert "紧急求救！team N1" in robots.on("/town")[0].said["message"]
        child.kill()
        child.start()
        with signed_in(child) as http:
            assert http.get("/push/key").json()["public_key"] == key
            assert http.get(f"/attachments/{photo}/content").content == a_picture()
    finally:
        child.kill()
    assert (tmp_path / "chiyuan.files" / "vapid.pem").is_file()
