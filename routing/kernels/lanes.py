"""Do a step of a sweep for sixteen targets at once, in the processor's own vectors.

numba does not turn the plain loop over sixteen lanes into vector instructions (it cannot know that
two rows of one array never overlap), which makes it some four times slower; so the steps are spelt
out for LLVM. This is the only such place.
"""

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LANES: Final = 16
"""Targets that share one sweep: 16 times of 32 bits are one cache line."""

_LANE: Final = ir.IntType(32)
_ROW: Final = ir.VectorType(_LANE, LANES)


class _Rows:
    """The rows of an argument of an intrinsic, `times` [r, LANES], as vectors."""

    def __init__(self, context: Any, builder: Any, of_type: Any, value: Any) -> None:
        self._builder = builder
        self._first = context.make_array(of_type)(context, builder, value).data

    def at(self, index: Any) -> Any:
        first = self._builder.mul(index, ir.Constant(index.type, LANES))
        place = self._builder.gep(self._first, [first])
        return self._builder.bitcast(place, _ROW.as_pointer())

    def load(self, index: Any) -> Any:
        return self._builder.load(self.at(index), align=4)

    def sooner(self, now: Any, index: Any, longer: Any) -> Any:
        """Return for every lane the less of `now` and what a row is, with so much added."""
        undefined = ir.Constant(_ROW, ir.Undefined)
        alone = self._builder.insert_element(undefined, longer, ir.Constant(_LANE, 0))
        every = self._builder.shuffle_vector(alone, undefined, ir.Constant(_ROW, [0] * LANES))
        then = self._builder.add(self.load(index), every)
        return self._builder.select(self._builder.icmp_signed("<", then, now), then, now)


@intrinsic
def lower_lanes(_typing: Any, times: Any, row: Any, above: Any, longer: Any) -> Any:
    """For every lane: `times[row] = min(times[row], times[above] + longer)`; rows of int32."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        rows = _Rows(context, builder, signature.args[0], values[0])
        own, other = (
            context.cast(builder, values[at], signature.args[at], types.intp) for at in (1, 2)
        )
        builder.store(rows.sooner(rows.load(own), other, values[3]), rows.at(own), align=4)
        return context.get_dummy_value()

    return types.void(times, row, above, longer), code


@intrinsic
def lower_row(
    _typing: Any, times: Any, row: Any, heads: Any, longer: Any, begin: Any, end: Any
) -> Any:
    """Do `lower_lanes(times, row, heads[edge], longer[edge])` for the edges of a range.

    None of them leads to the row itself, which is kept in a register meanwhile: twice as quick.
    """

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        rows = _Rows(context, builder, signature.args[0], values[0])
        own, first, last = (
            context.cast(builder, values[at], signature.args[at], types.intp) for at in (1, 4, 5)
        )
        head, ms = (
            context.make_array(signature.args[at])(context, builder, values[at]).data
            for at in (2, 3)
        )
        now = cgutils.alloca_once_value(builder, rows.load(own))
        with cgutils.for_range_slice(builder, first, last, ir.Constant(first.type, 1)) as (edge, _):
            above = builder.sext(builder.load(builder.gep(head, [edge])), first.type)
            added = builder.load(builder.gep(ms, [edge]))
            builder.store(rows.sooner(builder.load(now), above, added), now)
        builder.store(builder.load(now), rows.at(own), align=4)
        return context.get_dummy_value()

    return types.void(times, row, heads, longer, begin, end), code
