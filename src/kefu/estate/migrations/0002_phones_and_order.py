"""Several phones and the sex of a resident; units of a building in order; keys in order over all communities."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("estate", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="other_phones",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="sex",
            field=models.CharField(blank=True, choices=[("woman", "woman"), ("man", "man")], max_length=5),
        ),
        migrations.AddIndex(
            model_name="personkey",
            index=models.Index(fields=["key", "person"], name="person_by_key_anywhere"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["building", "sorts_as", "id"], name="unit_of_building_in_order"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("phone", ""), _negated=True), ("other_phones", []), _connector="OR"),
                name="first_phone_comes_first",
            ),
        ),
    ]
