"""What takes too long for each run of the tests: `make pages`, `make jobs`, `make pictures`."""
