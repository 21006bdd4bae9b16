"""Start a private MQTT broker on loopback, where mosquitto is installed.

For demos, drills and tests: its own port, passwords and access list, in a folder that goes with
it. `ACCESS` is the access list a real broker should have, too (see docs/mqtt.md).
"""

import base64
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ENGINE = "chiyuan"
SIMULATOR = "simulator"
START_S = 10.0  # seconds for a broker to open its port; it takes milliseconds
_HASH_ROUNDS = 101  # what mosquitto_passwd itself uses

ACCESS = f"""\
# The engine hears everything devices say, and answers and orders them.
user {ENGINE}
topic readwrite chiyuan/#

# The simulator speaks for all devices of a drill. Leave this user out in service.
user {SIMULATOR}
topic readwrite chiyuan/#

# A device logs in as the reporter, sensor or team it is, and speaks for itself only.
pattern write chiyuan/+/reports/%u
pattern read chiyuan/+/reports/%u/answers
pattern write chiyuan/+/sensors/%u/reports
pattern write chiyuan/+/sensors/%u/readings
pattern write chiyuan/+/responders/%u/position
pattern write chiyuan/+/responders/%u/replies
pattern read chiyuan/+/responders/%u/calls
pattern read chiyuan/+/responders/%u/answers
pattern write chiyuan/+/places/%u/counts
pattern write chiyuan/+/shelters/%u/counts
pattern read chiyuan/+/shelters/%u/answers
pattern read chiyuan/+/sensors/%u/answers
pattern write chiyuan/+/teams/%u/position
pattern write chiyuan/+/teams/%u/status
pattern write chiyuan/+/teams/%u/receipts
pattern write chiyuan/+/teams/%u/acknowledgements
pattern read chiyuan/+/teams/%u/instructions
pattern read chiyuan/+/teams/%u/notices
pattern read chiyuan/+/teams/%u/answers
pattern read chiyuan/+/places/%u/calls
pattern write chiyuan/+/places/%u/confirmations
pattern read chiyuan/+/places/%u/answers
"""

CONFIGURATION = """\
user {user}
listener {port} 127.0.0.1
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/access
persistence true
persistence_location {folder}/
autosave_interval {autosave_s}
# The window of messages that wait for the engine's commit: the size of a group commit.
max_inflight_messages 2000
# No limit: what waits for an engine that is down is kept, not dropped.
max_queued_messages 0
message_size_limit 65536
log_dest file {folder}/log
"""


class BrokerMissing(RuntimeError):  # noqa: N818 - the message says what to do
    """No mosquitto is installed."""


def _program() -> str | None:
    # A server program: on Debian it lies where ordinary users have no path to.
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def available() -> bool:
    """Whether mosquitto is installed."""
    return _program() is not None


class PrivateBroker:
    """A mosquitto process of our own, made by `private_broker`."""

    def __init__(self, folder: Path, devices: Iterable[str], autosave_s: int) -> None:
        program = _program()
        if program is None:
            raise BrokerMissing("mosquitto is not installed: try `apt install mosquitto`")
        self._program, self._folder = program, folder
        self._passwords = {
            name: secrets.token_urlsafe(18) for name in (ENGINE, SIMULATOR, *devices)
        }
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        lines = (f"{name}:{_hashed(word)}\n" for name, word in self._passwords.items())
        self._write("passwords", "".join(lines))
        self._write("access", ACCESS)
        # Started by root, mosquitto would become another user, who may not read this folder.
        user = pwd.getpwuid(os.geteuid()).pw_name
        configuration = CONFIGURATION.format(
            user=user, port=self.port, folder=folder, autosave_s=autosave_s
        )
        self._write("mosquitto.conf", configuration)

    @property
    def engine_url(self) -> str:
        """The URL for the engine."""
        return self.url_of(ENGINE)

    @property
    def simulator_url(self) -> str:
        """The URL for whoever speaks for all devices."""
        return self.url_of(SIMULATOR)

    def url_of(self, name: str) -> str:
        """Return the URL for one device that was named at the start; raises KeyError."""
        return f"mqtt://{name}:{self._passwords[name]}@127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process else None

    @property
    def log(self) -> str:
        """What the broker has written to its log."""
        path = self._folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start it, again on the same port with what it has kept; raises RuntimeError."""
        configuration = self._folder / "mosquitto.conf"
        self._process = subprocess.Popen(  # noqa: S603 - our own program and configuration
            [self._program, "-c", str(configuration)],
            start_new_session=True,  # Ctrl-C ends the engine first, and the engine ends its broker
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_S
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"mosquitto did not start: {self.log[-2_000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in good order: it writes down what it holds."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a power cut would: it keeps what it last wrote down."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(START_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _write(self, name: str, text: str) -> None:
        path = self._folder / name
        path.touch(mode=0o600)
        path.write_text(text)


@contextmanager
def private_broker(devices: Iterable[str] = (), *, autosave_s: int = 1) -> Iterator[PrivateBroker]:
    """Run a broker for the block; `devices` get a user each. Raises `BrokerMissing`.

    It writes down what it holds every `autosave_s` seconds, and when it is stopped.
    """
    with tempfile.TemporaryDirectory(prefix="chiyuan-broker-") as folder:
        broker = PrivateBroker(Path(folder), devices, autosave_s)
        broker.start()
        try:
            yield broker
        finally:
            broker.stop()


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _HASH_ROUNDS, 64)
    encoded = (base64.b64encode(part).decode() for part in (salt, digest))
    return "$7${}${}${}".format(_HASH_ROUNDS, *encoded)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(0.2)
        return one.connect_ex(("127.0.0.1", port)) == 0
