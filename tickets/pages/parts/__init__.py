"""What several pages are made of: words, moments, lamps, rows, forms and the frame. No page of its own."""
