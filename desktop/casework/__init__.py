"""The verbs that need several rooms: what is stated becomes records, a recovery code becomes a sheet."""
