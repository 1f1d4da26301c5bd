"""违约台账: what was missed of the contract."""
