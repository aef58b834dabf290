"""Look-ups of this room that the wall's policies call, once per statement. Frozen into a migration by `make_wall`."""

TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
SECTOR = "NULLIF(current_setting('app.sector', true), '')"

FUNCTIONS = {
    # Meetings the worn membership was present at.
    "anchor_attended_meetings": """
        SELECT array_agg(meeting_id) FROM meetings_attendance
        WHERE membership_id = NULLIF(current_setting('app.membership', true), '')::uuid AND present
    """,
    # Meetings before a withdrawal of consent at which somebody of the worn sector was who is on the case today: few cases
    # have a withdrawal, so it begins with those.
    "anchor_kept_meetings": f"""
        SELECT array_agg(m.id) FROM meetings_meeting m
        WHERE m.case_id = ANY (ARRAY(SELECT case_id FROM clients_consent
                                     WHERE withdrawn_on IS NOT NULL AND case_id = ANY ((SELECT anchor_cases())::uuid[])
                                       AND {SECTOR} = ANY (covered_sectors)))
          AND EXISTS (SELECT FROM clients_consent c
                      WHERE c.case_id = m.case_id AND {SECTOR} = ANY (c.covered_sectors)
                        AND c.withdrawn_on > (m.starts_at AT TIME ZONE 'Europe/Helsinki')::date)
          AND EXISTS (SELECT FROM meetings_attendance a JOIN clients_participation p
                        ON p.case_id = a.case_id AND p.membership_id = a.membership_id
                      WHERE a.meeting_id = m.id AND a.present AND a.sector = {SECTOR}
                        AND p.began_on <= {TODAY} AND (p.ended_on IS NULL OR p.ended_on > {TODAY}))
    """,
}
