"""Links to other data sets: finding them, judging them, checking them."""
