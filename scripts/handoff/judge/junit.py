"""JUnit XML, as CI systems read it: a suite of test cases, each passed, failed or skipped."""

import xml.etree.ElementTree as xml
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One test case."""

    classname: str
    name: str
    seconds: float = 0.0
    failure: str = ""  # in a line; empty: it did not fail
    text: str = ""  # what more there is to say of the failure
    skipped: str = ""


def tree(name: str, cases: Sequence[Case]) -> xml.ElementTree:
    """The suite."""
    suite = xml.Element("testsuite", name=name, tests=str(len(cases)), errors="0",
                        failures=str(sum(bool(c.failure) for c in cases)),
                        skipped=str(sum(bool(c.skipped) for c in cases)))
    for c in cases:
        case = xml.SubElement(suite, "testcase", classname=c.classname, name=c.name, time=f"{c.seconds:.3f}")
        if c.failure:
            xml.SubElement(case, "failure", message=c.failure).text = c.text
        if c.skipped:
            xml.SubElement(case, "skipped", message=c.skipped)
    return xml.ElementTree(suite)
