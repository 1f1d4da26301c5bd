"""Addresses and size of text."""
