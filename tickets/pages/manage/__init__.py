"""The consoles of the three administrators (三员): people, units, rights, sign-ins, and what the audit holds."""
