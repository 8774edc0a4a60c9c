"""WHO MAY: the roles, the one policy table, and the base of every staff page that asks it."""
