"""违约金: from settled facts to claims, to the one of an event that counts, to the sheets of the months and the
settlement. Pure: no rows, no clock; exact fractions inside, one rounding a claim."""
