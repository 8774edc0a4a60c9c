"""Stories of a paper that is none: as many as wanted, for measuring and for trying things out."""
