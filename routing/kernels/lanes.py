"""Do one step of a sweep for sixteen targets at once, in the processor's own vectors.

numba does not turn the plain loop over sixteen lanes into vector instructions (it cannot know that
two rows of one array never overlap), which makes it some four times slower; so the step is spelt
out for LLVM. It is the only such place.
"""

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES: Final = 16
"""Targets that share one sweep: 16 times of 32 bits are one cache line."""


@intrinsic
def lower_lanes(_typing: Any, times: Any, row: Any, above: Any, longer: Any) -> Any:
    """For every lane: `times[row] = min(times[row], times[above] + longer)`; rows of int32."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, values[0])
        lane = ir.IntType(32)
        lanes = ir.VectorType(lane, LANES)

        def row_at(place: int) -> Any:
            index = context.cast(builder, values[place], signature.args[place], types.intp)
            first = builder.mul(index, ir.Constant(index.type, LANES))
            return builder.bitcast(builder.gep(array.data, [first]), lanes.as_pointer())

        undefined = ir.Constant(lanes, ir.Undefined)
        alone = builder.insert_element(undefined, values[3], ir.Constant(lane, 0))
        every = ir.Constant(ir.VectorType(lane, LANES), [0] * LANES)
        added = builder.shuffle_vector(alone, undefined, every)
        now = builder.load(row_at(1), align=4)
        then = builder.add(builder.load(row_at(2), align=4), added)
        sooner = builder.icmp_signed("<", then, now)
        builder.store(builder.select(sooner, then, now), row_at(1), align=4)
        return context.get_dummy_value()

    return types.void(times, row, above, longer), code
