"""The committed pages are what the tables say now."""

from pathlib import Path

import pytest

from dispatch.domain.lifecycle import Lifecycle
from dispatch.profile.loader import load_profile
from dispatch.profile.mermaid import diagram, main, pages

XIAN = load_profile("xian")
COMMITTED = Path(__file__).parents[3] / "docs" / "lifecycles"


def test_the_committed_pages_are_those_that_would_be_drawn_now() -> None:
    committed = {file.name: file.read_text(encoding="utf-8") for file in COMMITTED.glob("*.md")}

    assert committed == pages(XIAN)


@pytest.mark.parametrize("table", XIAN.lifecycles.values(), ids=XIAN.lifecycles.keys())
def test_every_state_row_and_end_is_drawn(table: Lifecycle) -> None:
    drawn = diagram(table)

    assert drawn.startswith("stateDiagram-v2\n")
    for state, about in table.states.items():
        assert f'state "{about.zh} {state}" as {state}\n' in drawn
        assert (f"    {state} --> [*]\n" in drawn) == about.final
    for row in table.rows:
        assert f"{row.id} {row.zh}" in drawn


def test_a_beginning_is_drawn_from_nothing() -> None:
    assert "[*] --> REPORTED : H1 接报登记\n" in diagram(XIAN.incident_handling)


def test_the_pages_are_written_into_a_folder(tmp_path: Path) -> None:
    main([str(tmp_path / "drawn")])

    assert {file.name for file in (tmp_path / "drawn").iterdir()} == set(pages(XIAN))


def test_without_a_folder_it_says_how_it_is_used() -> None:
    with pytest.raises(SystemExit, match="usage"):
        main([])
