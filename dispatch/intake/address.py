"""Read the address of an MQTT broker, and keep its password out of what is shown."""

import os
import ssl
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import msgspec

PASSWORD_VARIABLE = "CHIYUAN_MQTT_PASSWORD"  # noqa: S105 - the name of it, not the secret
_PORTS = {"mqtt": 1883, "mqtts": 8883}


class BrokerAddress(msgspec.Struct, frozen=True):
    """Where a broker is and as whom to speak to it; `str()` shows it without the password."""

    host: str
    port: int
    tls: bool = False
    username: str | None = None
    password: str | None = None

    def __str__(self) -> str:
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"BrokerAddress({self!s})"

    def tls_context(self) -> ssl.SSLContext | None:
        """Return the system's own trust for `mqtts`, None for `mqtt`."""
        return ssl.create_default_context() if self.tls else None


def read_address(url: str, environment: Mapping[str, str] = os.environ) -> BrokerAddress:
    """Return the address in a URL such as `mqtts://user@host`; raises ValueError.

    A password that is not in the URL is taken from `CHIYUAN_MQTT_PASSWORD`.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise ValueError("mqtt: say mqtt://host[:port] or mqtts://host[:port]")
    if not parts.hostname:
        raise ValueError("mqtt: the URL names no host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("mqtt: nothing is expected after the host and port")
    username = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else environment.get(PASSWORD_VARIABLE)
    return BrokerAddress(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        tls=parts.scheme == "mqtts",
        username=username,
        password=password if username is not None else None,
    )
