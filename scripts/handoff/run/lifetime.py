"""A machine that serves many runs, so that no `with` ends it: nothing of it may be left, even if we are killed."""

# Before its command line. Linux takes the thread that started it for us: the pool of `make matrix` keeps its threads to
# the end.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL")
