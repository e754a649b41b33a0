"""When a department or a post was closed; its name is free again then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_second_factor"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="department",
            name="department_named_once",
        ),
        migrations.RemoveConstraint(
            model_name="post",
            name="post_titled_once",
        ),
        migrations.AddField(
            model_name="department",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("community", "name"), name="department_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("community", "department", "title"),
                name="post_titled_once",
                nulls_distinct=False,
            ),
        ),
    ]
