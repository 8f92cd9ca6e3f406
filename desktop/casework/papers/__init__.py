"""Papers about households: gathered from the store, stamped with a check code, registered when they go out."""
