"""The model of the handoff (tests/model/*.pml), checked by Spin.

Here belongs what gives the model its names, runs it, reads what it says, and holds that against the matrix.
"""
