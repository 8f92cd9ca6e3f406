"""What is seen. The only Qt."""
