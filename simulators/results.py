"""Keep what came of each case of a study in Parquet: one file a case, a row a call."""

from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from simulators.cases import CallOutcome, CaseOutcome

COLUMNS = pa.schema(
    [
        ("call", pa.string()),
        ("kind", pa.string()),
        ("priority", pa.int16()),
        ("place_code", pa.string()),
        ("first_s", pa.float64()),
        ("complete_s", pa.float64()),
        ("unmet", pa.int32()),
        ("sent", pa.list_(pa.string())),
        ("at", pa.float64()),
    ]
)
"""A row a call; what holds for the whole run stands in the file's own metadata, under `case`."""

META = b"case"


def keep_case(out: Path, outcome: CaseOutcome) -> None:
    """Write what came of a case; it is there whole or not at all."""
    rows: Any = msgspec.to_builtins(outcome.calls)
    about = {
        name: getattr(outcome, name) for name in CaseOutcome.__struct_fields__ if name != "calls"
    }
    schema = COLUMNS.with_metadata({META: msgspec.json.encode(about)})
    path = _path(out, outcome.name, outcome.seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), unfinished)
    unfinished.replace(path)


def kept_case(out: Path, name: str, seed: int) -> CaseOutcome | None:
    """Return what came of a case that was kept before, None where it was not."""
    path = _path(out, name, seed)
    if not path.exists():
        return None
    table = pq.read_table(path, partitioning=None)
    about = msgspec.json.decode(table.schema.metadata[META])
    calls = msgspec.convert(table.to_pylist(), tuple[CallOutcome, ...])
    return CaseOutcome(calls=calls, **about)


def _path(out: Path, name: str, seed: int) -> Path:
    # The form in which every reader of Parquet finds the columns `variant` and `seed`.
    return out / "cases" / f"variant={name}" / f"seed={seed:06d}.parquet"
