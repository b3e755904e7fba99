# The pure kernel sources that the unit tests link.
UNIT_SOURCES :=
