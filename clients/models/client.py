"""The adolescent, in tables that different people may read: the name, the birth date, the identity, and the address.

One row is one protection: what the matrix opens differently stands in a table of its own, so that the wall can hold it.
"""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.accounts.records import SharedRecord
from anchor.core.dates import age_on
from anchor.core.fields import EncryptedTextField
from anchor.core.folding import fold, sort_key
from anchor.tenancy.codes import label
from anchor.tenancy.models import Municipality
from anchor.tenancy.places import place_name
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField


class Client(SharedRecord):
    """One adolescent of one tenant: the name, which all who work on a case may read.

    Its version is that of everything held about the adolescent: the form that changes the one changes the others.
    """

    given_names = models.CharField(_("given names"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    folded_given = models.CharField(max_length=200, editable=False, db_collation="C")
    folded_family = models.CharField(max_length=200, editable=False, db_collation="C")
    name_key = models.CharField(max_length=400, editable=False, db_collation="C")
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )

    class Meta:
        indexes = [
            # Readers: name search by prefix (`^@`), which the wall lets use an index, and lists sorted by name.
            models.Index(name="client_by_family_name", fields=["tenant", "folded_family"]),
            models.Index(name="client_by_given_name", fields=["tenant", "folded_given"]),
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}"

    def save(self, *args, **kwargs) -> None:
        self.fold_name()
        super().save(*args, **kwargs)

    def fold_name(self) -> None:
        """Fill the columns that searching and sorting read; bulk builders call it themselves."""
        self.folded_given, self.folded_family = fold(self.given_names), fold(self.family_name)
        self.name_key = sort_key(self.family_name, self.given_names)

    @property
    def born(self) -> datetime.date | None:
        """The birth date, if it can be read; an earlier release, while this one is installed, writes it where it is not."""
        return self.birth.birth_date if hasattr(self, "birth") else None

    @property
    def initials(self) -> str:
        """First letters of the first given and the family name, as shown where a name may not be."""
        return initials_of(self.given_names, self.family_name)


def initials_of(given_names: str, family_name: str) -> str:
    """`E. L.` of Eelis Lumikanto; an empty name gives a dash."""
    letters = [name.strip()[:1].upper() for name in (given_names, family_name)]
    return " ".join(f"{letter}." for letter in letters if letter) or "–"


class ClientBirth(SharedRecord):
    """The day the adolescent was born. Who may know the age only reads it in the shell, where `services.ages` keeps it."""

    client = TenantOneToOneField(Client, related_name="birth")
    birth_date = models.DateField(_("birth date"))

    class Meta:
        indexes = [
            # Readers: search by birth date, and whoever names somebody exactly in an emergency or for an extract.
            models.Index(name="client_by_birth_date", fields=["tenant", "birth_date"]),
        ]


class ClientIdentity(SharedRecord):
    """What identifies the adolescent beyond the name: identity code, gender, language."""

    client = TenantOneToOneField(Client, related_name="identity")
    identity_code = EncryptedTextField(_("personal identity code"))
    identity_hash = models.BinaryField(null=True, editable=False)
    gender = models.CharField(_("gender"), max_length=16, default="not_stated")
    service_language = models.CharField(_("service language"), max_length=8, default="fi")
    interpreter_language = models.CharField(_("interpreter"), max_length=8, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_code_with_its_hash",
                condition=models.Q(identity_code__isnull=True, identity_hash=None)
                | models.Q(identity_code__isnull=False, identity_hash__isnull=False),
            ),
        ]
        indexes = [
            # Reader: exact search by identity code, through its keyed hash.
            models.Index(name="identity_by_hash", fields=["tenant", "identity_hash"]),
        ]


class ClientAddress(SharedRecord):
    """Where the adolescent lives and can be reached. Under non-disclosure it is another record of the matrix."""

    client = TenantOneToOneField(Client, related_name="address")
    protected = models.BooleanField(_("non-disclosure for personal safety"), default=False)
    protected_until = models.DateField(null=True, blank=True, help_text="to be checked; protection never lapses")
    residence = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    street = EncryptedTextField(_("address"))
    phone = EncryptedTextField(_("phone"))
    email = EncryptedTextField(_("e-mail"))
    school = EncryptedTextField(_("school"))

    @property
    def residence_name(self) -> str:
        """The municipality's name in the reader's language."""
        return place_name(self.residence_id)


class RelatedPerson(SharedRecord):
    """A guardian or another close person of the adolescent."""

    client = TenantForeignKey(Client, related_name="related_persons")
    relation = models.CharField(max_length=24)
    custody = models.CharField(max_length=16, default="none")
    representative = models.CharField(max_length=24, default="none", db_default="none", help_text="which kind")
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(_("phone"))
    may_be_told = models.BooleanField(default=False)  # has the right to information
    contact_banned = models.BooleanField(default=False)
    suspected = models.BooleanField(default=False, help_text="in the matter: no invitation, letter, reminder, extract")
    own_non_disclosure = models.BooleanField(
        _("own non-disclosure"), default=False, db_default=False, help_text="the name here is initials then"
    )
    threatens = models.BooleanField(
        _("the one the protection is against"), default=False, db_default=False, help_text="warned about everywhere"
    )
    # Of whom the row has initials only: a keyed mark of the whole name, by which an extract's asker is recognised.
    name_mark = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    @property
    def relation_words(self) -> str:
        """The relation in the reader's language."""
        return label("relation", self.relation)

    @property
    def custody_words(self) -> str:
        """The custody in the reader's language."""
        return label("custody", self.custody)

    @property
    def representative_words(self) -> str:
        """What kind of legal representative this is, in the reader's language; empty for who is none."""
        return label("representative_kind", self.representative) if self.representative != "none" else ""

    @property
    def role_words(self) -> str:
        """What this person is to the adolescent, with what makes them decide: for a line beside the name."""
        custody = self.custody_words if self.custody != "none" else ""
        return ", ".join(filter(None, (self.relation_words, custody, self.representative_words)))

    @property
    def kept_out_words(self) -> str:
        """Why this person is kept out of the matter; empty for who is not."""
        why = [(self.suspected, _("suspected in the matter")), (self.contact_banned, _("contact ban"))]
        return ", ".join(str(words) for holds, words in why if holds)

    @property
    def decides(self) -> bool:
        """Whether this person answers for the adolescent: has custody or was appointed to represent."""
        return self.custody in ("sole", "joint") or self.representative != "none"

    @property
    def is_kept_out(self) -> bool:
        """Suspected in the matter or under a contact ban: then no invitation, letter, reminder or extract."""
        return self.suspected or self.contact_banned

    @property
    def gets_no_extract(self) -> bool:
        """Kept out of the matter, or the one a protection is against: an extract may tell where to wait for the child."""
        return self.is_kept_out or self.threatens

    @property
    def words_given_nothing(self) -> str:
        """Who is given nothing and why, without a name; empty for who may ask, or does not decide."""
        if not (self.decides and self.gets_no_extract):
            return ""
        why = self.kept_out_words or _("the protection is against this person")
        return f"{self.role_words} ({why})"


class ProtectedPerson(SharedRecord):
    """Name and telephone of a close person who is under non-disclosure; the person's own row then has initials only."""

    person = TenantOneToOneField(RelatedPerson, related_name="protected")
    client = TenantForeignKey(Client, related_name="+")
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(_("phone"))


def is_minor_on(birth_date, day) -> bool:
    """Anchor work is for those under 18 on the day of the contact (manual, target group)."""
    return 0 <= age_on(birth_date, day) < 18
