"""A country a hundred times too large, to measure with: built by COPY, kept and used again while its builder is unchanged."""

MEMBER, COORDINATOR = "member@large.example", "coordinator@large.example"
