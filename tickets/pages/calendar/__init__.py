"""日历: a month of one's deadlines, and the same for the calendar of a phone."""
