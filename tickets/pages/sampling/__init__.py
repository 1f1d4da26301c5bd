"""抽查: lots of orders, drawn by whoever oversees the contract, and what they found."""
