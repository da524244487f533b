"""What a person can do, once for every platform."""
