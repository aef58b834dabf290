"""Look-ups of this room that the wall's policies call, once per statement. Frozen into a migration by `make_wall`."""

_SCREENED = """
    SELECT array_agg(id) FROM referrals_contact
    WHERE team_id = NULLIF(current_setting('app.team', true), '')::bigint AND stage IN ('received', 'screening')
"""

FUNCTIONS = {
    # Questions the worn membership was asked as an expert and may still answer.
    "anchor_asked_questions": """
        SELECT array_agg(content_object_id) FROM referrals_questiongrant
        WHERE membership_id = NULLIF(current_setting('app.membership', true), '')::uuid
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND ends_on >= (now() AT TIME ZONE 'Europe/Helsinki')::date
    """,
    # Contacts of the clients whose extracts a register officer has opened.
    "anchor_extract_contacts": """
        SELECT array_agg(id) FROM referrals_contact WHERE case_id = ANY ((SELECT anchor_extract_cases())::uuid[])
    """,
    # Contacts the worn membership received, gave an opinion on, or decided on.
    "anchor_taken_part_contacts": """
        SELECT array_agg(content_object_id) FROM referrals_contactgrant
        WHERE membership_id = NULLIF(current_setting('app.membership', true), '')::uuid
          AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Europe/Helsinki')::date)
    """,
    # Contacts the own team is screening.
    "anchor_screened_contacts": _SCREENED,
    # Contacts the own team is screening, or the worn membership took part in, with a ground for the worn sector.
    "anchor_grounded_contacts": """
        SELECT array_agg(id) FROM referrals_contact
        WHERE NULLIF(current_setting('app.sector', true), '') = ANY (grounded_sectors)
          AND (team_id = NULLIF(current_setting('app.team', true), '')::bigint AND stage IN ('received', 'screening')
               OR id = ANY ((SELECT anchor_taken_part_contacts())::uuid[]))
    """,
    # Contacts that became one of the cases the worn membership works on, and those a consent covers.
    "anchor_case_contacts": """
        SELECT array_agg(id) FROM referrals_contact WHERE case_id = ANY ((SELECT anchor_cases())::uuid[])
    """,
    "anchor_working_case_contacts": """
        SELECT array_agg(id) FROM referrals_contact WHERE case_id = ANY ((SELECT anchor_working_cases())::uuid[])
    """,
    "anchor_consented_case_contacts": """
        SELECT array_agg(id) FROM referrals_contact WHERE case_id = ANY ((SELECT anchor_consented_cases())::uuid[])
    """,
    # Transfers of the own team that nobody will accept any more, as far as they exist for the asker.
    "anchor_ended_transfers": """
        SELECT array_agg(id) FROM referrals_transfer
        WHERE team_id = NULLIF(current_setting('app.team', true), '')::bigint AND state IN ('declined', 'taken_back')
    """,
    # Transfers to the own team which the worn membership has accepted.
    "anchor_accepted_transfers": """
        SELECT array_agg(id) FROM referrals_transfer
        WHERE to_team_id = NULLIF(current_setting('app.team', true), '')::bigint AND state = 'accepted'
          AND answered_by_id = NULLIF(current_setting('app.membership', true), '')::uuid
    """,
}
