"""The runner: turns make's variables into one emulator run, and that run's log into one verdict."""
