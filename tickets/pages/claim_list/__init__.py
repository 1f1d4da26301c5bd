"""主张台账: what either side says of times and pauses, settled or not."""
