"""Lend somewhere to run cases: processes on this machine, or a Dask cluster by its address.

Both are a `concurrent.futures.Executor`, so whatever runs on the one runs on the other.
"""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any


@contextmanager
def executor_at(address: str | None = None, workers: int = 1) -> Iterator[Executor]:
    """Lend an executor for the block: `workers` processes, or the cluster at `tcp://host:8786`.

    Workers of a cluster need this program and the same files at the same paths. Raises ValueError
    where the cluster's package is missing, and whatever it raises when nobody answers.
    """
    if address is None:
        # Spawned, not forked: the solvers and the compiled kernels keep threads of their own.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield pool
        return
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("a Dask cluster needs chiyuan[cluster]: install `distributed`") from None
    connected: Any = Client(address)  # type: ignore[no-untyped-call]  # it tells no types
    with connected as client, client.get_executor() as cluster:
        yield cluster
