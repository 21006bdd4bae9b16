"""Reach through aiomqtt to paho for the two things it does not offer itself.

The one place that does: acknowledging a message when we say so, and sending without waiting.
"""

import aiomqtt


class ByHand:
    """A client whose messages are acknowledged by hand; make it before connecting."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._paho = client._client
        self._paho.manual_ack_set(True)

    def acknowledge(self, message: aiomqtt.Message) -> None:
        """Tell the broker that a message is taken care of; it may forget it now."""
        # Without a connection nothing goes out, and the broker sends the message again.
        self._paho.ack(message.mid, message.qos)

    def send_and_forget(self, topic: str, payload: bytes) -> None:
        """Send at most once, without waiting: for what a device asks for again if it is lost."""
        self._paho.publish(topic, payload, qos=0)
