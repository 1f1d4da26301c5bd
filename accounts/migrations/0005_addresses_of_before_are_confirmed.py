"""An address that an account had before addresses were confirmed goes on getting mail: an administrator entered it.

Not so an address that the person entered and never confirmed. Of several accounts with one address the first that is
in use keeps it; the others are asked for one of their own.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def confirm(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    taken = set(EmailAddress.objects.filter(verified=True).values_list("email", flat=True))
    own = set(EmailAddress.objects.filter(primary=True).values_list("user_id", flat=True))
    for user in User.objects.exclude(email="").order_by("-is_active", "id"):
        email = user.email.lower()
        if user.pk not in own and email not in taken:
            taken.add(email)
            values = {"verified": True, "primary": True}
            EmailAddress.objects.update_or_create(user=user, email=email, defaults=values)
        User.objects.filter(pk=user.pk).update(email=email)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_people_without_post"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(confirm, migrations.RunPython.noop)]
