"""What access.md and domain.md say about who sees what, and the program does not have yet: printed with its number.

A record, relation, act or tenant table that the oracle does not know fails the proof. So whoever builds one of these says
its rule here first, and takes the line out.
"""

NOT_YET = (
    "role: superior's pages (staff, leave, load, overdue counts)",
    "role: administrator's pages",
    "row: assessment",
    "row: letters",
    "row: calendar",
    "row: tasks of their own",
    "rule: a contact ban or suspicion in the matter hides from letters",
)
