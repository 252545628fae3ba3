"""Bad days in full: workers that are killed, calls that fail, and a count of what is in the shops afterwards."""
