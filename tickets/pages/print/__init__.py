"""Paper: the order as one table form, and the forms that a step demands, for the browser's print and as PDF."""
