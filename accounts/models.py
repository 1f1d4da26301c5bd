"""Units, people, the roles they hold there, and substitutions. Nothing here knows of work orders."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import roles


class OrganizationKind(models.TextChoices):
    """What a unit is in the contracts' sense; the operator runs this service and is party to none."""

    AGENCY = "agency", _("Using agency")
    PROVIDER = "provider", _("Cloud service provider")
    AUTHORITY = "authority", _("Cloud authority")
    SUPERVISOR = "supervisor", _("Supervising provider")
    VENDOR = "vendor", _("System developer's unit")
    OPERATOR = "operator", _("Platform operator")


class Organization(models.Model):
    """A unit (单位). `code` is its handle in contract files."""

    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    demo = models.BooleanField(default=False)
    #: Of before codes were told apart without regard to case: another unit's reads like this one's. It stands.
    twin = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(Lower("code"), condition=Q(twin=False), name="unit_code_is_unique_without_case"),
            models.CheckConstraint(
                name="organization_kind_is_known", condition=Q(kind__in=sorted(OrganizationKind.values))
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def kind_label(self) -> str:
        return str(OrganizationKind(self.kind).label)


class User(AbstractUser):
    """A person. `name` is what others read; `must_change_password`: someone else gave the password."""

    first_name = None  # type: ignore[assignment]  # Chinese names are one field
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    #: Hashes of the passwords before the present one, newest first.
    past_passwords = models.JSONField(default=list, blank=True, editable=False)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When the account was last disabled: what lets programs in without a sign-in ends then, for good.
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Where the person works; roles may be held elsewhere, too. None: said by the roles alone.
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="people")

    #: How many passwords back, the present one included, may not be used again.
    PASSWORDS_KEPT = 5
    REQUIRED_FIELDS = ["email", "name"]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined,misc]  # Django's own, which mypy cannot see
        constraints = (models.UniqueConstraint(Lower("username"), name="username_is_unique_without_case"),)

    def get_full_name(self) -> str:
        return self.name or self.username

    __str__ = get_short_name = get_full_name

    def set_password(self, raw_password: str | None) -> None:
        """The former hash joins the history; the caller saves `password` and `past_passwords`."""
        if self.password:
            self.past_passwords = [self.password, *self.past_passwords][: self.PASSWORDS_KEPT - 1]
        super().set_password(raw_password)


class Membership(models.Model):
    """A role that a person holds in a unit. A person may hold several; an administrator holds one alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("user", "organization", "role"), name="membership_is_unique"),
            models.UniqueConstraint(
                fields=("user",), condition=Q(role__in=sorted(roles.ADMINS)), name="one_administrator_role"
            ),
            models.CheckConstraint(name="membership_role_is_known", condition=Q(role__in=sorted(roles.LABELS))),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.role_label}"

    @property
    def role_label(self) -> str:
        return str(roles.LABELS.get(self.role, self.role))

    def clean(self) -> None:
        """Raises ValidationError where a role is held in a unit of another side, where one person would act for two
        sides that check one another, or an administrator would also hold another role; the last the database refuses,
        too, by triggers (migration 0002), for rows that no form has seen."""
        kind = self.organization.kind
        if self.role in roles.LABELS and kind not in roles.UNITS[self.role]:
            message = _("The role “%(role)s” is not held in a unit of this sort (%(kind)s).")
            said = {"role": roles.LABELS[self.role], "kind": OrganizationKind(kind).label}
            raise ValidationError({"role": ValidationError(message, params=said)})
        others = Membership.objects.filter(user=self.user).exclude(pk=self.pk)
        if self.role in roles.ADMINS:
            if others.exists():
                raise ValidationError({"role": _("An administrator holds no second role.")})
        elif others.filter(role__in=roles.ADMINS).exists():
            raise ValidationError({"role": _("This person is an administrator and may hold no other role.")})
        else:
            self._refuse_opposed(others)

    def _refuse_opposed(self, others: "models.QuerySet[Membership]") -> None:
        clashing = others.filter(role__in=roles.opposed_to([self.role])).select_related("organization").order_by("id")
        if (one := clashing.first()) is not None:
            message = _("%(name)s is %(held)s in %(unit)s: nobody acts for two sides that check one another.")
            said = {"name": self.user, "held": one.role_label, "unit": one.organization}
            raise ValidationError({"role": ValidationError(message, params=said)})


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    def in_force(self, at: datetime) -> "SubstitutionQuerySet":
        return self.filter(starts__lte=at, ends__gt=at)


class Substitution(models.Model):
    """`substitute` acts for `principal` from `starts` until before `ends`, for `kinds` (empty: all)."""

    principal = models.ForeignKey(User, models.CASCADE, related_name="substitutions")
    substitute = models.ForeignKey(User, models.CASCADE, related_name="standing_in")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    kinds = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        ordering = ("-starts", "id")
        constraints = (
            models.CheckConstraint(name="substitution_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="nobody_stands_in_for_himself", condition=~Q(principal=F("substitute"))),
        )

    def __str__(self) -> str:
        return f"{self.substitute} → {self.principal}"

    @property
    def idle_because(self) -> str:
        """Why nobody acts by it though it stands; "": it counts. Both people are loaded with it."""
        closed = next((one for one in (self.substitute, self.principal) if not one.is_active), None)
        said = _("Without effect: the account of %(name)s is disabled.")
        return str(said) % {"name": closed} if closed else ""


class SignInFailure(models.Model):
    """A failed sign-in, kept for as long as it counts towards the lock (accounts.lock).
    The name is digested: it may be a password typed into the wrong field."""

    name_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("name_digest", "at"), name="failure_by_name"),
            models.Index(fields=("address", "at"), name="failure_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.address} {self.at:%F %T}"


class TokenName(models.Model):
    """What its owner calls an API token."""

    token = models.OneToOneField("knox.AuthToken", models.CASCADE, related_name="named")
    name = models.CharField(max_length=60)
    #: To an hour (accounts.tokens.note_use). None: not since uses are noted.
    used_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.name


def unit_of(user: User) -> Organization | None:
    """The unit for which a person's acts outside any work order are recorded: that of their oldest role, else
    where they work."""
    first = user.memberships.select_related("organization").order_by("id").first()
    return first.organization if first else user.unit
