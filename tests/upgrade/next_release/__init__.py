"""What the developers of a further release write, each file where `growth.py` puts it."""
