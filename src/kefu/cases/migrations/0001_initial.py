"""Cases and their counter."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enquiry", "enquiry"),
                            ("complaint", "complaint"),
                            ("suggestion", "suggestion"),
                            ("repair", "repair"),
                            ("request", "request for help"),
                            ("praise", "praise"),
                            ("report", "upward report"),
                            ("commission", "commission of a service"),
                            ("fault", "fault of the service"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "severity",
                    models.CharField(blank=True, choices=[("major", "major"), ("general", "general")], max_length=16),
                ),
                (
                    "repair_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("private", "inside the home"),
                            ("warranty", "under the builder's warranty"),
                            ("public", "public area"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "phone"),
                            ("counter", "counter"),
                            ("letter", "letter"),
                            ("email", "e-mail"),
                            ("chat", "online chat"),
                            ("web", "web page"),
                            ("wechat", "WeChat"),
                            ("visit", "home visit"),
                        ],
                        max_length=16,
                    ),
                ),
                ("matter", models.TextField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("happened", models.CharField(blank=True, max_length=200)),
                ("people", models.CharField(blank=True, max_length=200)),
                ("caller", models.CharField(blank=True, max_length=80)),
                ("contact", models.CharField(blank=True, max_length=80)),
                ("convenient_time", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("accepted", "accepted"),
                            ("in-hand", "in hand"),
                            ("resolved", "resolved"),
                            ("closed", "closed"),
                        ],
                        default="received",
                        max_length=16,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.community"
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-id"], name="case_newest"),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["owner", "-id"],
                        name="case_owned",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["handler", "-id"],
                        name="case_handled",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="case_number_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="case_is_closed_at_a_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("matter", ""), _negated=True), name="case_has_a_matter"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("last", models.IntegerField()),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("community", "year"), name="one_counter_per_year")],
            },
        ),
    ]
