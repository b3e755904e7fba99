"""A few seconds of fuzz_judge.py, the same ones every time; `make fuzz-judge SECONDS=600` does more."""

from fuzz_judge import LOGS, NAMES, fuzz, said


def test_no_changed_log_is_believed() -> None:
    tried, believed = fuzz(seconds=4, seed=1)
    assert believed is None and tried > 50


def test_the_oracle_sees_what_matters() -> None:
    for name in NAMES:
        text = (LOGS / f"{name}.log").read_text()
        assert said(text) != said(text.replace("cpu=3", "cpu=2", 1))
        assert said(text) == said(text.replace("# PROBE", "# PROBE x", 1))
