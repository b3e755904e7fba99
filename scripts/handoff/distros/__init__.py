"""README's commands as a new user types them: in a bare Debian of another suite, in a fresh clone of this tree.

Here belongs what prepares that system, what is typed there, and what is said about it.
"""
