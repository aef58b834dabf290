"""Look-ups of this room that the wall's policies call, once per statement. Frozen into a migration by `make_wall`."""

FUNCTIONS = {
    # Meetings the worn membership was present at.
    "anchor_attended_meetings": """
        SELECT array_agg(meeting_id) FROM meetings_attendance
        WHERE membership_id = NULLIF(current_setting('app.membership', true), '')::uuid AND present
    """,
}
