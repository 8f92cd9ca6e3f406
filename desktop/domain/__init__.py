"""What is true: the field's records and rules. Standard library only."""
