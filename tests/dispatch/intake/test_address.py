import pytest

from dispatch.intake.address import PASSWORD_VARIABLE, read_address


def test_a_url_names_host_port_user_and_password() -> None:
    address = read_address("mqtt://chi%40yuan:s%2Fecret@broker.example:1884", {})
    assert (address.host, address.port, address.tls) == ("broker.example", 1884, False)
    assert (address.username, address.password) == ("chi@yuan", "s/ecret")


def test_ports_follow_the_scheme_and_mqtts_speaks_tls() -> None:
    assert read_address("mqtt://broker", {}).port == 1883
    secure = read_address("mqtts://broker", {})
    assert secure.port == 8883
    assert secure.tls_context() is not None
    assert read_address("mqtt://broker", {}).tls_context() is None


def test_the_password_may_come_from_the_environment() -> None:
    secrets = {PASSWORD_VARIABLE: "quiet"}
    assert read_address("mqtt://chiyuan@broker", secrets).password == "quiet"
    assert read_address("mqtt://broker", secrets).password is None


def test_an_address_is_shown_without_its_password() -> None:
    address = read_address("mqtt://chiyuan:quiet@broker", {})
    assert "quiet" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    "url", ["http://broker", "broker:1883", "mqtt://", "mqtt://h/x", "mqtt://h?x=1"]
)
def test_what_is_no_broker_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^mqtt: "):
        read_address(url, {})
