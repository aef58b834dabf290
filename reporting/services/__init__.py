"""What reporting does: ask for a report, collect facts, count figures, and lead a report from step to step."""
