"""The person who signs in. There is no superuser: `is_superuser` is always False and cannot be stored."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from anchor.core.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes people; the address is kept in lower case, so that one person has one sign-in."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """One person. What they may see comes from the membership they wear, never from the person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, default="fi")
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    # django-guardian and Django's own checks ask for these; no rule here knows a superuser.
    is_superuser = False
    is_staff = False

    class Meta:
        constraints = [models.CheckConstraint(name="email_in_lower_case", condition=models.Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name
