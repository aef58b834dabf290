"""Look-ups of the hall that the wall's policies call, once per statement. Frozen into a migration by `make_wall`."""

TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
HELD = f"""membership_id = NULLIF(current_setting('app.membership', true), '')::uuid
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND (ends_on IS NULL OR ends_on >= {TODAY})"""
GRIP = "permission_id = ANY (ARRAY(SELECT id FROM auth_permission WHERE codename IN %s))"
OPENED = """author_id = NULLIF(current_setting('app.membership', true), '')::uuid
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND until > now()"""

FUNCTIONS = {
    # Cases the worn membership holds a living grant on.
    "anchor_cases": f"""
        SELECT array_agg(content_object_id) FROM clients_casegrant
        WHERE {HELD}
    """,
    # Those of them it works on, and those it leads: a grip that only looks on is neither.
    "anchor_working_cases": f"""
        SELECT array_agg(content_object_id) FROM clients_casegrant
        WHERE {HELD} AND {GRIP % "('work_case', 'lead_case')"}
    """,
    "anchor_led_cases": f"""
        SELECT array_agg(content_object_id) FROM clients_casegrant
        WHERE {HELD} AND {GRIP % "('lead_case')"}
    """,
    # Those of them on which a living consent covers the worn sector.
    "anchor_consented_cases": f"""
        SELECT array_agg(case_id) FROM clients_consent
        WHERE case_id = ANY ((SELECT anchor_cases())::uuid[])
          AND given AND withdrawn_on IS NULL AND ended_on IS NULL AND valid_from <= {TODAY}
          AND (valid_to IS NULL OR valid_to >= {TODAY}) AND (of_age_on IS NULL OR of_age_on > {TODAY})
          AND NULLIF(current_setting('app.sector', true), '') = ANY (covered_sectors)
    """,
    "anchor_clients": f"""
        SELECT array_agg(client_id) FROM clients_casegrant
        WHERE {HELD}
    """,
    "anchor_working_clients": f"""
        SELECT array_agg(client_id) FROM clients_casegrant
        WHERE {HELD} AND {GRIP % "('work_case', 'lead_case')"}
    """,
    "anchor_consented_clients": f"""
        SELECT array_agg(client_id) FROM clients_casegrant
        WHERE {HELD}
          AND content_object_id = ANY ((SELECT anchor_consented_cases())::uuid[])
    """,
    # What the worn membership has opened in an emergency: until its hour is over, in the database's own time.
    "anchor_emergency_cases": f"""
        SELECT array_agg(case_id) FROM clients_emergencyaccess WHERE {OPENED}
    """,
    "anchor_emergency_clients": f"""
        SELECT array_agg(client_id) FROM clients_emergencyaccess WHERE {OPENED}
    """,
    # Those of them whose protected address it has confirmed it needs.
    "anchor_confirmed_clients": f"""
        SELECT array_agg(client_id) FROM clients_emergencyaccess WHERE {OPENED} AND address_confirmed_at IS NOT NULL
    """,
    # Whose extracts a register officer has opened: until the two hours are over or the request is closed.
    "anchor_extract_clients": """
        SELECT array_agg(client_id) FROM clients_extractrequest
        WHERE NULLIF(current_setting('app.role', true), '') = 'register_officer'
          AND membership_id = NULLIF(current_setting('app.membership', true), '')::uuid
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND controller = NULLIF(current_setting('app.controller', true), '')
          AND closed_at IS NULL AND until > now()
    """,
    "anchor_extract_cases": """
        SELECT array_agg(id) FROM clients_case WHERE client_id = ANY ((SELECT anchor_extract_clients())::uuid[])
    """,
    # Whoever is named exactly, in the scope of a search for an emergency access: what their own policy shows the seeker.
    "anchor_sought_clients": """
        SELECT array_agg(id) FROM clients_client
        WHERE NULLIF(current_setting('app.role', true), '') = 'seeker'
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND team_id = NULLIF(current_setting('app.team', true), '')::bigint
          AND folded_given = NULLIF(current_setting('app.sought_given', true), '')
          AND folded_family = NULLIF(current_setting('app.sought_family', true), '')
          AND birth_date = NULLIF(current_setting('app.sought_born', true), '')::date
    """,
}
