"""The class of use by which an account was opened stands in the ledger, and is read nowhere else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0004_accounts_of_customers"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="account",
            name="use_class",
        ),
    ]
