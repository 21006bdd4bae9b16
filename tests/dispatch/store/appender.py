"""Append three entries at a time for ever, saying the head after each: a process to be killed."""

import sys

from dispatch.store.open import open_log
from tests.dispatch.store.samples import entries

log = open_log(sys.argv[1])
head = log.head("西安")
while True:
    log.append("西安", head, entries(head, 3))
    head += 3
    sys.stdout.write(f"{head}\n")
    sys.stdout.flush()
