"""What all tables of `tickets` have in common."""

from django.db import models


class Row(models.Model):
    class Meta:
        abstract = True
        default_permissions = ()  # what people may do follows from their roles
