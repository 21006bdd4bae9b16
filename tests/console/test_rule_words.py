"""What an action waits for is said in the reader's own language, whichever lifecycle it is of."""

import json

import pytest

from api.site import STATIC
from dispatch.profile.loader import load_profile

I18N = STATIC.parent / "console" / "src" / "i18n"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_of_every_lifecycle_has_words(language: str) -> None:
    said = json.loads((I18N / f"{language}.json").read_text())["rule"]
    tables = load_profile("xian").lifecycles.values()
    rules = {rule for table in tables for row in table.rows for rule in row.guards}
    assert len(rules) > 100
    assert sorted(rules - said.keys()) == []
