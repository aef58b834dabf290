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
    # Records that were disclosed to the worn sector in those cases on a ground in law, each by its own id. Which
    # disclosures exist for the asker is said by their own wall.
    "anchor_disclosed_records": """
        SELECT array_agg(record_id) FROM clients_disclosure
        WHERE to_sector = NULLIF(current_setting('app.sector', true), '')
          AND taken_back_on IS NULL AND record_id IS NOT NULL
          AND case_id = ANY ((SELECT anchor_cases())::uuid[])
    """,
    "anchor_clients": f"""
        SELECT array_agg(client_id) FROM clients_casegrant
        WHERE {HELD}
    """,
    "anchor_working_clients": f"""
        SELECT array_agg(client_id) FROM clients_casegrant
        WHERE {HELD} AND {GRIP % "('work_case', 'lead_case')"}
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
    "anchor_extract_accesses": """
        SELECT array_agg(id) FROM clients_emergencyaccess WHERE client_id = ANY ((SELECT anchor_extract_clients())::uuid[])
    """,
    # Whose exact identity code a register officer has given, as far as the own controller has written it down.
    "anchor_sought_by_code": """
        SELECT array_agg(client_id) FROM clients_clientidentity
        WHERE NULLIF(current_setting('app.role', true), '') = 'seeker'
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND team_id = NULLIF(current_setting('app.team', true), '')::bigint
          AND controller = NULLIF(current_setting('app.controller', true), '')
          AND identity_hash = decode(NULLIF(current_setting('app.sought_code', true), ''), 'hex')
          AND EXISTS (SELECT FROM accounts_membership m WHERE m.role = 'register_officer'
                      AND m.id = NULLIF(current_setting('app.membership', true), '')::uuid)
    """,
    # Who was born on the day that is sought, in the same scope: one of them is asked for by name.
    "anchor_sought_by_birth": """
        SELECT array_agg(client_id) FROM clients_clientbirth
        WHERE NULLIF(current_setting('app.role', true), '') = 'seeker'
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND team_id = NULLIF(current_setting('app.team', true), '')::bigint
          AND birth_date = NULLIF(current_setting('app.sought_born', true), '')::date
    """,
    # Whoever is named exactly, in the scope of a search for an emergency access or an extract: what their own policy shows
    # the seeker.
    "anchor_sought_clients": """
        SELECT array_agg(id) FROM clients_client
        WHERE NULLIF(current_setting('app.role', true), '') = 'seeker'
          AND tenant_id = NULLIF(current_setting('app.tenant', true), '')
          AND team_id = NULLIF(current_setting('app.team', true), '')::bigint
          AND (folded_given = NULLIF(current_setting('app.sought_given', true), '')
               AND folded_family = NULLIF(current_setting('app.sought_family', true), '')
               AND id = ANY ((SELECT anchor_sought_by_birth())::uuid[])
               OR id = ANY ((SELECT anchor_sought_by_code())::uuid[]))
    """,
}

# The one function that hands the bypass back (access.md, What lies outside the wall): it answers nothing, touches presences
# and their notices, and reads of a case only its team, responsible worker, days, controller, protection, and whether it was transferred to the asker. Called with a case
# of the own team it keeps that case's presence; without one it tells the responsible workers of other teams' open cases.
DEFINER = {
    "anchor_presence(hashed bytea, of_case uuid)": f"""
DECLARE
    mine bigint := NULLIF(current_setting('app.team', true), '')::bigint;
BEGIN
    IF mine IS NULL OR current_setting('app.role', true) NOT IN ('member', 'coordinator') THEN
        RETURN;
    END IF;
    IF of_case IS NULL THEN
        WITH told AS (
            INSERT INTO clients_presencenotice
                (id, tenant_id, team_id, case_id, membership_id, other_team_id, told_on, answer, ground)
            SELECT gen_random_uuid(), k.tenant_id, k.team_id, k.id, k.responsible_id, mine, {TODAY}, '', ''
            FROM clients_presence p JOIN clients_case k ON k.id = p.case_key
            WHERE p.identity = hashed AND p.team_id <> mine AND k.closed_on IS NULL AND NOT k.non_disclosure
              AND NOT EXISTS (SELECT FROM referrals_transfer t
                              WHERE t.case_id = k.id AND t.to_team_id = mine AND t.state = 'accepted')
            ON CONFLICT DO NOTHING
            RETURNING id, tenant_id, team_id, case_id
        )
        INSERT INTO audit_auditrow (id, at, verb, refused, role, sector, tenant_id, team_id, controller, target_type,
                                    target_id, case_id, ground, sections, detail)
        SELECT gen_random_uuid(), now(), 'presence_told', false, '', '', t.tenant_id, t.team_id, k.controller,
               'clients.PresenceNotice', t.id, t.case_id, '', '{{}}', '{{}}'::jsonb
        FROM told t JOIN clients_case k ON k.id = t.case_id;
    ELSIF EXISTS (SELECT FROM clients_case WHERE id = of_case AND team_id = mine) THEN
        IF octet_length(hashed) = 0 THEN
            UPDATE clients_presence p SET ended_on = k.closed_on FROM clients_case k
            WHERE k.id = of_case AND p.case_key = of_case;
            RETURN;
        END IF;
        DELETE FROM clients_presence WHERE case_key = of_case;
        INSERT INTO clients_presence (id, identity, team_id, case_key, began_on, ended_on)
        SELECT gen_random_uuid(), hashed, team_id, id, opened_on, closed_on FROM clients_case
        WHERE id = of_case AND hashed IS NOT NULL;
    END IF;
END
""",
}
