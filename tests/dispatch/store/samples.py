"""Make log entries for tests."""

from dispatch.store.log import LogEntry


def entry(position: int, area: str = "西安", command_id: str = "", body: bytes = b"{}") -> LogEntry:
    return LogEntry(
        area=area,
        position=position,
        recorded_at=1_700_000_000.123456 + position,
        command_id=command_id or f"command-{position}",
        fingerprint="f00d",
        actor='{"name":"李雷"}'.encode(),
        caused_by=position - 1 or None,
        correlation="correlation",
        event_type="TeamMobilised",
        event_version=1,
        body=body,
    )


def entries(after: int, count: int, area: str = "西安") -> list[LogEntry]:
    return [entry(position, area) for position in range(after + 1, after + count + 1)]
