"""Every member of struct Options is set by an option's row: one without stays 0, and nobody would be told."""

import re

import tree

HEADER = "kernel/options/options.hpp"


def test_every_member_has_a_row() -> None:
    body = re.search(r"^struct Options \{\n(.*?)^\};", tree.text(HEADER), re.M | re.S)
    assert body
    code = [tree.split_line(line, ".hpp")[0] for line in body[1].split("\n")]
    members = [found[1] for line in code if (found := re.match(r"[\w:<>, *]+[ *](\w+);", line.strip()))]
    assert len(members) == sum(bool(line.strip()) for line in code) > 10
    rows = [text for name in tree.kernel_sources() if "OPTION(" in (text := tree.text(name))]
    without = [member for member in members if not any(re.search(rf"(&Options::|\.){member}\b", row) for row in rows)]
    assert without == [], f"{HEADER}: no OPTION() sets them"
