"""Reasons nobody has typed are said in Chinese and English, and each page takes its own."""

from dispatch.domain.lifecycle import Label
from dispatch.domain.sayings import in_both, in_each
from dispatch.publishing.telling.lexicon import with_reason


def test_a_page_of_one_language_takes_what_is_said_in_it() -> None:
    said = in_both("险情解除", "the danger is over")
    assert said.startswith("险情解除"), "whoever shows it as it is shows the Chinese first"
    assert in_each(said) == ("险情解除", "the danger is over")
    told = with_reason(Label("解除预警", "Lifted"), said)
    assert (told.zh, told.en) == ("解除预警：险情解除", "Lifted: the danger is over")


def test_what_a_person_typed_is_left_as_it_was() -> None:
    told = with_reason(Label("拒绝", "Declined"), " 车坏了 ")
    assert (told.zh, told.en) == ("拒绝：车坏了", "Declined: 车坏了")
