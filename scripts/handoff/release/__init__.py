"""What a stranger gets: one directory, the same bytes wherever, whenever and by whomever it is made.

Here belongs how each file of it is made, and what says where it comes from.
"""
