"""Jobs for LAVA, the engine that kernel people run their labs with, and what comes back from them.

Here belongs how cells of the matrix become job files, how one is run without a server, and how its log is read.
"""
