import asyncio
import contextlib
import os
import shutil

import aiomqtt
import pytest

from dispatch.intake.address import read_address
from simulators.broker import ACCESS, BrokerMissing, available, private_broker


def needs_mosquitto() -> None:
    if not available():
        if os.environ.get("CI") == "true":
            pytest.fail("mosquitto is not installed")
        pytest.skip("mosquitto is not installed")


def test_without_mosquitto_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    assert not available()
    with pytest.raises(BrokerMissing, match="apt install mosquitto"), private_broker():
        pass


def a_client(url: str) -> aiomqtt.Client:
    address = read_address(url)
    return aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password, timeout=5
    )


async def test_a_device_speaks_for_itself_only() -> None:
    needs_mosquitto()
    with private_broker(["grid-7", "fire-1"]) as broker:
        async with a_client(broker.engine_url) as engine:
            await engine.subscribe("chiyuan/#", qos=1)
            for topic in (
                "reports/grid-8",
                "teams/fire-1/receipts",
                "reports/grid-7/answers",
                "teams/grid-7/instructions",
                "reports/grid-7",
            ):
                # What may not be said is dropped, and the one who says it is cut off.
                with contextlib.suppress(aiomqtt.MqttError):
                    async with a_client(broker.url_of("grid-7")) as device:
                        await device.publish(f"chiyuan/xian/{topic}", b"{}", qos=1)
            async with asyncio.timeout(5):
                first = await anext(engine.messages)
            assert first.topic.value == "chiyuan/xian/reports/grid-7"
            await asyncio.sleep(0.2)
            assert len(engine.messages) == 0


async def test_a_device_hears_its_own_orders_only() -> None:
    needs_mosquitto()
    with private_broker(["grid-7", "fire-1"]) as broker:
        async with (
            a_client(broker.engine_url) as engine,
            a_client(broker.url_of("fire-1")) as device,
        ):
            await device.subscribe("chiyuan/#", qos=1)
            for team in ("fire-2", "fire-1"):
                topic = f"chiyuan/xian/teams/{team}/instructions"
                await engine.publish(topic, b"{}", qos=1)
            async with asyncio.timeout(5):
                message = await anext(device.messages)
            assert message.topic.value == "chiyuan/xian/teams/fire-1/instructions"


async def test_nobody_gets_in_without_a_password() -> None:
    needs_mosquitto()
    with private_broker() as broker:
        for user in ("", "chiyuan:guess@"):
            with pytest.raises(aiomqtt.MqttError):
                async with a_client(f"mqtt://{user}127.0.0.1:{broker.port}"):
                    pass


async def test_it_starts_again_on_the_same_port_with_what_it_wrote_down() -> None:
    needs_mosquitto()
    with private_broker() as broker:
        address = read_address(broker.engine_url)
        session = aiomqtt.Client(
            address.host,
            address.port,
            username=address.username,
            password=address.password,
            identifier="engine",
            clean_session=False,
        )
        async with session:
            await session.subscribe("chiyuan/#", qos=1)
        async with a_client(broker.simulator_url) as device:
            await device.publish("chiyuan/xian/reports/g", b"1", qos=1)
        broker.stop()
        assert broker.pid is None
        broker.start()
        async with session, asyncio.timeout(5):
            assert (await anext(session.messages)).payload == b"1"


def test_its_folder_and_its_process_go_with_it() -> None:
    needs_mosquitto()
    with private_broker() as broker:
        pid, folder = broker.pid, broker._folder
        assert pid is not None
        assert (folder / "passwords").stat().st_mode & 0o077 == 0
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_access_list_shown_in_the_documentation_is_the_one_in_use() -> None:
    from pathlib import Path

    page = Path(__file__).resolve().parents[2] / "docs" / "mqtt.md"
    patterns = [line for line in ACCESS.splitlines() if line.startswith("pattern")]
    shown = page.read_text(encoding="utf-8")
    assert [line for line in patterns if line not in shown] == []
