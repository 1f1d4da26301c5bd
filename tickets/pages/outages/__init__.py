"""中断台账: what monitoring saw and nobody has checked yet, all outages, and what each month comes to."""
