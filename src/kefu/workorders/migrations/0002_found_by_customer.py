"""Orders are found by a customer's number or contact."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_unassigned_newest"),
        ("people", "0002_saved_filters"),
        ("workorders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("customer_number", ""), _negated=True),
                fields=["community", "customer_number"],
                name="order_of_customer",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("contact", ""), _negated=True),
                fields=["community", "contact"],
                name="order_of_contact",
            ),
        ),
    ]
