"""What a newcomer sees: one command starts a city with a drill, and says where to look."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_S = 120.0
PATIENCE_S = 90.0


def test_the_demo_says_where_to_look_and_its_drill_fills_the_board(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path / "said"
    chiyuan = [sys.executable, "-m", "api.cli"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with said.open("w") as out:
        demo = subprocess.Popen(
            [*chiyuan, "demo", "--port", str(port), "--speed", "200"],
            cwd=tmp_path,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            password = _wait_for(lambda: re.search(r"operator / (\S+)", said.read_text()), START_S)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
                assert "驰援" in http.get("/").text
                who = {"name": "operator", "password": password.group(1)}
                token = http.post("/api/v1/login", json=who).raise_for_status().json()["token"]
                http.headers["Authorization"] = f"Bearer {token}"

                def incidents_with_teams() -> list[dict]:
                    items = http.get("/api/v1/incidents").raise_for_status().json()["items"]
                    return [one for one in items if one["instruction_ids"]]

                seen = _wait_for(incidents_with_teams, PATIENCE_S)
                assert all(one["exercise"] for one in seen)
        finally:
            demo.send_signal(signal.SIGINT)
            try:
                assert demo.wait(60) in (0, 130)
            finally:
                demo.kill()
                demo.wait()
    verified = subprocess.run(
        [*chiyuan, "verify", "--database", f"sqlite:///{tmp_path}/var/demo/chiyuan.db", "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "drill-xian-rainstorm" in verified.stdout.decode()


def _wait_for(look, patience_s: float):
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        try:
            if found := look():
                return found
        except httpx.TransportError:
            pass  # it prints where to look just before it listens
        time.sleep(0.2)
    raise AssertionError("nothing to be seen")
