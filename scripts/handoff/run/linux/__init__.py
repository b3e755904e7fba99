"""FROM=linux-...: a Linux that is kernel A.  How it is booted, what it does, and what is said of it."""
