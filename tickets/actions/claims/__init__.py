"""Claims 主张: what one side says of a time or a pause, until the other accepts it or the supervisor decides."""
