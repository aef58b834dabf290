"""Forms of the pages that cross rooms."""
