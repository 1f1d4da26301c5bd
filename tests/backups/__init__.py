"""Backups: made while people work, and put back without giving anything out a second time."""
