"""Lists as Excel files: small ones at once, large ones made by a worker and fetched by whoever asked."""
