"""Work orders, receivers, signatures; the trigger that brings an order's next due time over from its standing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once

FOLLOW = """
    create function order_follows_standing() returns trigger language plpgsql as $$
    begin
        update workorders_workorder set next_due_at = new.next_due_at
        where id = new.subject_id and next_due_at is distinct from new.next_due_at;
        return null;
    end $$;
    create trigger order_follows_new_standing after insert on duties_standing for each row
    when (new.subject_kind = 'work-order' and new.next_due_at is not null)
    execute function order_follows_standing();
    create trigger order_follows_standing after update of next_due_at on duties_standing for each row
    when (new.subject_kind = 'work-order' and new.next_due_at is distinct from old.next_due_at)
    execute function order_follows_standing();
"""


class Migration(migrations.Migration):
    replaces = [("workorders", "0001_initial"), ("workorders", "0002_found_by_customer")]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("duties", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "side",
                    models.CharField(
                        choices=[("inside", "department of the house"), ("outside", "outside body")],
                        default="inside",
                        max_length=8,
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=80)),
                ("is_for_superiors", models.BooleanField(default=False)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receivers",
                        to="people.community",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "name"), name="receiver_named_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="receiver_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["inside", "outside"])), name="receiver_side_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user", None), ("post", None), _connector="OR"),
                        name="receiver_is_answered_for_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32)),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("customer_number", models.CharField(blank=True, max_length=40)),
                ("matter", models.TextField()),
                ("contact", models.CharField(blank=True, max_length=80)),
                ("is_routine", models.BooleanField(default=True)),
                ("is_written_asked", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "issued"),
                            ("confirmed", "confirmed"),
                            ("answered", "answered"),
                            ("finished", "finished"),
                            ("closed", "closed"),
                        ],
                        default="issued",
                        max_length=16,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("result", models.TextField(blank=True)),
                ("urged", models.IntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("advised_at", models.DateTimeField(blank=True, null=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("next_due_at", models.DateTimeField(editable=False, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="cases.case",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="people.community",
                    ),
                ),
                (
                    "consented_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="workorders.receiver",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "id"], name="orders_in_order_of_arrival"),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["community", "id"],
                        name="order_open",
                    ),
                    models.Index(fields=["community", "state", "id"], name="order_in_state"),
                    models.Index(fields=["receiver", "id"], name="order_of_receiver"),
                    models.Index(
                        condition=models.Q(("state__in", ["finished", "closed"]), _negated=True),
                        fields=["receiver", "id"],
                        name="order_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["sender", "id"],
                        name="order_sent",
                    ),
                    models.Index(
                        condition=models.Q(("customer_number", ""), _negated=True),
                        fields=["community", "customer_number"],
                        name="order_of_customer",
                    ),
                    models.Index(
                        condition=models.Q(("contact", ""), _negated=True),
                        fields=["community", "contact"],
                        name="order_of_contact",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["handler", "id"],
                        name="order_handled",
                    ),
                    models.Index(
                        condition=models.Q(("next_due_at__isnull", False)),
                        fields=["community", "next_due_at", "id"],
                        name="order_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="order_number_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="order_is_closed_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["issued", "confirmed", "answered", "finished", "closed"])),
                        name="order_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("matter", ""), _negated=True), name="order_has_a_matter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_withdrawn", False), ("state", "closed"), _connector="OR"),
                        name="order_is_closed_when_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.CharField(
                        choices=[("sent", "Sender"), ("received", "Received by"), ("done", "Completion confirmed by")],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=100)),
                ("signed_at", models.DateTimeField()),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "place"), name="order_signed_once_in_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["sent", "received", "done"])), name="signature_place_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="signature_digest_is_sha256"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="signature_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("last", models.IntegerField()),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "year"), name="one_order_counter_per_year")
                ],
            },
        ),
        migrations.RunSQL(FOLLOW),
    ]
    operations = at_once(operations)
