"""台账: what the registers of one's contracts say, what waits for confirmation, what lapses soon."""
