"""Many runs compared with what is pinned: the survival matrix, and the probes that ask a platform what it is.

Here belongs how cells and probes are chosen, measured, pinned and written as tables.
"""
