"""The story told slowly, in a terminal or on paper.

Here belongs what is said and drawn, and the player that shows it; the run behind it is an ordinary run.
"""
