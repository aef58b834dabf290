from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from anchor.core import contributions as asked
        from referrals import contributions, held_about, transferred
        from referrals.services.drift import question_grants

        asked.register(asked.today, contributions.contacts_waiting, order=300)
        asked.register(asked.today, contributions.referrals_to_follow, order=310)
        asked.register(asked.today, transferred.transfers_waiting, order=290)
        asked.register(asked.chronology, transferred.how_it_came_and_went, order=300)
        asked.register(asked.next_steps, transferred.next_steps, order=300)
        asked.register(asked.chronology, contributions.referral_entries, order=310)
        asked.register(asked.other_parties, contributions.other_parties, order=300)
        asked.register(asked.siblings, contributions.siblings, order=300)
        asked.register(asked.disclosable, contributions.disclosable, order=300)
        asked.register(asked.held_about_client, held_about.held_about_client, order=300)
        asked.register(asked.hinders_closing_case, contributions.hinders_closing, order=300)
        asked.register(asked.grants, question_grants, order=300)
        asked.register(asked.hinders_closing_case, transferred.hinders_closing, order=310)
        asked.register(asked.hinders_reopening_case, transferred.hinders_reopening, order=300)
        asked.register(asked.loses_ground, transferred.loses_ground, order=300)
        asked.register(asked.protection_changed, transferred.protection_changed, order=300)
