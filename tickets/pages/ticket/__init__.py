"""The order: its page, what people send from it, and how its parts are laid out."""
