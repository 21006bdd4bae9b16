"""Whatever has a clock has a place whose duty room answers for it."""

from typing import get_args, get_type_hints

import pytest

from dispatch.domain.answerable import _PLACES
from dispatch.domain.area import Area
from dispatch.domain.subjects import _KEPT_IN


@pytest.mark.parametrize("lifecycle", sorted(_KEPT_IN))
def test_a_subject_lies_in_a_place_of_its_own_or_it_is_said_where(lifecycle: str) -> None:
    (_key, kept) = get_args(get_type_hints(Area)[_KEPT_IN[lifecycle]])
    assert lifecycle in _PLACES or "place_code" in kept.__struct_fields__
