"""Texts as people write them: what they type and paste, and the files that they save. Pure; knows nothing above it."""
