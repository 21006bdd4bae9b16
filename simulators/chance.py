"""Draw what is left to chance in a drill, each person from a stream of their own.

A stream is named by the drill's seed and by whose it is, so a crew that is asked once more does
not shift the draws of any other, and the same seed gives the same drill in every process.
"""

import hashlib
import math

import msgspec
import numpy as np


class Spread(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lognormal duration in seconds: half lie below `median_s`.

    `sigma` is the standard deviation of its logarithm; 0 is always the median. No draw is longer
    than `most_s`.
    """

    median_s: float
    sigma: float = 0.0
    most_s: float = 86_400.0

    def __post_init__(self) -> None:
        if self.median_s < 0 or self.sigma < 0 or self.most_s < self.median_s:
            raise ValueError("median_s and sigma are 0 or more, most_s no less than median_s")

    def draw(self, rng: np.random.Generator) -> float:
        """Return one duration in seconds, to the millisecond."""
        return round(min(self.median_s * math.exp(rng.normal(0, self.sigma)), self.most_s), 3)


class Chance:
    """The streams of one drill, made when they are first asked for."""

    def __init__(self, seed: int) -> None:
        if seed < 0:
            raise ValueError(f"seed: {seed} is below 0")
        self.seed = seed
        # The seed's own words, as numpy would take them from a list: nearly four times as slow.
        digits = seed.to_bytes(4 * max(1, -(-seed.bit_length() // 32)), "little")
        self._words = np.frombuffer(digits, dtype="<u4")
        self._streams: dict[tuple[str, ...], np.random.Generator] = {}

    def of(self, *whose: str) -> np.random.Generator:
        """Return the stream of somebody; the same one each time."""
        stream = self._streams.get(whose)
        if stream is None:
            # Not `hash`: Python salts it anew in every process.
            digest = hashlib.sha256("/".join(whose).encode()).digest()
            words = np.frombuffer(digest[:16], dtype="<u4")
            sequence = np.random.SeedSequence(np.concatenate((self._words, words)))
            stream = self._streams[whose] = np.random.Generator(np.random.PCG64(sequence))
        return stream
