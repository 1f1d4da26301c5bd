"""监管周报 and 月报: drafted as an editable document, handed in signed, sent to the parties of the contract."""
