"""Say what every command and every event is: a frozen value that names its type in JSON."""

import msgspec


class ACommand(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    """An order; what it leads to depends on the area as it is when it is decided."""


class AnEvent(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    """A fact; its class name is its type in the log."""
