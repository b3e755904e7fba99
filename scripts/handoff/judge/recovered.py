"""What has to be true of a log that says `recovered`."""

from handoff.judge import after_linux, before_linux
from handoff.judge.account import Account, add_cycle, first_life, options_of
from handoff.judge.checks import CYCLE, is_after_linux, is_before_linux
from handoff.judge.contradiction import hold
from handoff.judge.grammar import KEYS
from handoff.judge.log import Log
from handoff.judge.story import Story, in_order, only

# Lines that none of a good story has.
BAD = {"bail": "bail-out", "panic": "panic", "lost": "lost-before", "differs": "a-page-differs",
       "complaint": "the-kernel-complains", "skip": "a-skipped-plan"}


def check_result(log: Log, options: dict[str, str], derived: dict[str, str]) -> None:
    """RESULT, key by key, is what the log says."""
    result = log.results[0].keys
    event = {"inject": options["inject"], "at": options["at"] if options["inject"] != "none" else "none"}
    if options["method"] == "all":
        event = {"inject": options["inject"] if options["inject"] != "none" else "all", "at": "all"}
    wanted = {**{key: options.get(key, "?") for key in KEYS}, **event, "platform": "?", "boot": "?", **derived}
    for key, value in wanted.items():
        hold(result.get(key) == value, f"{key}={result.get(key)}-instead-of-{value}")


def against_probes(log: Log, story: Story, options: dict[str, str]) -> int:
    """method=none: nobody was handed over, and all are there.  Returns how many."""
    hold(options["inject"] == "none", "an-event-without-handoff")
    account = first_life(story, options)
    asleep = [cpu for cpu, state in account.state.items() if state != "online"]
    hold(not asleep, f"cpu-{asleep[:1]}-did-not-answer")
    every = len(account.everyone)
    check_result(log, options, {"cpus": f"{every}/{every}", "pages": "?", "cycles": "?", "reason": "every-cpu-answers"})
    return every


def against_linux(log: Log) -> int:
    """from=linux-…: B alone speaks; to=linux: A, and then Linux.  Returns how many CPUs there are."""
    options = options_of(log.entries)
    other = after_linux if is_after_linux(options) else before_linux
    every, pages = other.against(log.entries, options)
    check_result(log, options, {"cpus": f"{every}/{every}", "pages": f"{pages}/{pages}", "cycles": "1/1",
                                "reason": "every-check-passed"})
    return every


def check_rows(story: Story, account: Account, options: dict[str, str]) -> None:
    """method=all: one row for each cycle, as good as the cycle, and the same rows in each pass."""
    names = []
    for cycle in story.cycles:
        hold(len(cycle.row) == 1, "a-cycle-without-row")
        row = cycle.row[0].fields
        share = f"{len(account.everyone)}/{len(account.everyone)}"
        hold(row["verdict"] == "recovered" and row["reason"] == "every-check-passed", f"a-row-is-{row['verdict']}")
        hold((row["cpus"], row["pages"]) == (share, f"{account.pages}/{account.pages}"), "a-row-is-incomplete")
        names.append((row["method"], row["inject"], row["at"]))
    passes = int(options["cycles"])
    hold(passes and len(names) % passes == 0, "rows-of-a-pass")
    one = names[:len(names) // passes]
    hold(names == one * passes, "rows-of-a-pass")
    left = [(line.fields["method"], line.fields["inject"], line.fields["at"]) for line in story.rows_left_out()]
    hold(len({*one, *left}) == len(one) + len(left), "a-row-twice")
    hold(all(line.fields["cpus"] == line.fields["pages"] == "?" for line in story.rows_left_out()), "a-row-left-out")


def options_of_cycle(story: Story, number: int, options: dict[str, str]) -> dict[str, str]:
    """With method=all, a cycle's own method and event are in its row."""
    row = story.cycles[number].row
    if options["method"] != "all":
        hold(not row and not story.rows_left_out(), "a-row-without-method-all")
        return options
    hold(row, "a-cycle-without-row")
    fields = row[0].fields
    hold((fields["inject"] == "none") == (fields["at"] == "none"), "another-event")
    hold(options["inject"] in ("none", fields["inject"]), "another-event")
    return {**options, "method": fields["method"], "inject": fields["inject"], "at": fields["at"]}


def against_recovered(log: Log) -> int:
    """Throws whatever speaks against it; returns how many CPUs the machine has."""
    for kind, word in BAD.items():
        hold(not log.all(kind), word)
    announced = log.options
    hold(log.options, "no-options")
    if is_after_linux(announced) or is_before_linux(announced):
        return against_linux(log)
    story = in_order(log.entries, announced.get("method") == "none")
    options = options_of(story.start)
    if options["method"] == "none":
        return against_probes(log, story, options)
    account = first_life(story, options)
    for number, cycle in enumerate(story.cycles):
        hold(len(only(cycle.back, "check")) == len(CYCLE), "checks-of-a-cycle")
        add_cycle(account, cycle, number == 0, options_of_cycle(story, number, options))
    done = len(story.cycles)
    if options["method"] == "all":
        check_rows(story, account, options)
    else:
        hold(done == int(options["cycles"]), f"{done}-cycles-instead-of-{options['cycles']}")
    every = len(account.everyone)
    pages = f"{account.pages}/{account.pages}"
    check_result(log, options, {"cpus": f"{every}/{every}", "pages": pages if done else "?",
                                "cycles": f"{done}/{done}" if done else "?", "reason": "every-check-passed"})
    return every
