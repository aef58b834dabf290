"""Measuring the pages against their budgets: a real web server, the large country, ratios in one run on one machine."""
