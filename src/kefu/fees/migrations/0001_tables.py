"""Books, accounts, entries and lines, receipts, charges and deposits; what the database itself keeps true of them.

The lines of an entry sum to zero, are of its community and time; entries, lines and receipts stay as they are; balances
move with the lines alone; a deposit's deductions and its refund make up the deposit.
"""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once

KEEP = """
    create function fees_refuse_change() returns trigger language plpgsql as $$
    begin
        raise integrity_constraint_violation using message = tg_table_name || ' is never changed: book it back';
    end $$;
    create trigger fees_entry_stays before update or delete on fees_entry for each row
    execute function fees_refuse_change();
    create trigger fees_line_stays before update or delete on fees_line for each row
    execute function fees_refuse_change();
    create trigger fees_receipt_stays before update or delete on fees_receipt for each row
    execute function fees_refuse_change();
    create trigger fees_deduction_stays before update on fees_deduction for each row
    execute function fees_refuse_change();

    create function fees_move_balances() returns trigger language plpgsql as $$
    begin
        update fees_account as account set balance = account.balance + moved.amount
        from (select account_id, sum(amount) as amount from added group by account_id) as moved
        where account.id = moved.account_id;
        update fees_books as books set owed = books.owed + moved.amount
        from (
            select account.community_id, sum(added.amount) as amount
            from added join fees_account as account on account.id = added.account_id
            where account.unit_id is not null group by account.community_id
        ) as moved
        where books.community_id = moved.community_id;
        return null;
    end $$;
    create trigger fees_lines_move_balances after insert on fees_line referencing new table as added
    for each statement execute function fees_move_balances();
    create trigger fees_balance_begins_at_nothing before insert on fees_account for each row
    when (new.balance <> 0) execute function fees_refuse_change();
    create trigger fees_balance_moves_with_lines before update of balance on fees_account for each row
    when (pg_trigger_depth() = 0 and new.balance <> old.balance) execute function fees_refuse_change();
    create trigger fees_owed_moves_with_lines before update of owed on fees_books for each row
    when (pg_trigger_depth() = 0 and new.owed <> old.owed) execute function fees_refuse_change();

    -- The argument is the column with the entry's id.
    create function fees_prove_entry() returns trigger language plpgsql as $$
    declare
        asked bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
        lines integer;
        total numeric;
        fits boolean;
    begin
        select count(line.id), sum(line.amount),
            bool_and(account.community_id = entry.community_id and line.booked_at = entry.booked_at)
        into lines, total, fits
        from fees_entry as entry
        left join fees_line as line on line.entry_id = entry.id
        left join fees_account as account on account.id = line.account_id
        where entry.id = asked;
        if lines < 2 or total <> 0 or not fits then
            raise integrity_constraint_violation using message = 'entry ' || asked || ' does not balance';
        end if;
        return null;
    end $$;
    create constraint trigger fees_entry_balances after insert on fees_entry
    deferrable initially deferred for each row execute function fees_prove_entry('id');
    create constraint trigger fees_line_balances after insert on fees_line
    deferrable initially deferred for each row execute function fees_prove_entry('entry_id');

    -- The argument is the column with the deposit's id.
    create function fees_prove_deposit() returns trigger language plpgsql as $$
    declare
        asked bigint := (to_jsonb(coalesce(new, old)) ->> tg_argv[0])::bigint;
        wrong boolean;
    begin
        select case deposit.state
            when 'refunded' then deposit.refunded + kept.amount <> deposit.amount
            when 'approved' then kept.amount > deposit.amount
            else kept.amount <> 0 end
        into wrong
        from fees_deposit as deposit, lateral (
            select coalesce(sum(amount), 0) as amount from fees_deduction where deposit_id = deposit.id
        ) as kept
        where deposit.id = asked;
        if wrong then
            raise integrity_constraint_violation
            using message = 'deposit ' || asked || ' is not made up of its refund and deductions';
        end if;
        return null;
    end $$;
    create constraint trigger fees_deposit_adds_up after insert or update on fees_deposit
    deferrable initially deferred for each row execute function fees_prove_deposit('id');
    create constraint trigger fees_deduction_adds_up after insert or delete on fees_deduction
    deferrable initially deferred for each row execute function fees_prove_deposit('deposit_id');
"""


class Migration(migrations.Migration):
    replaces = [
        ("fees", "0001_initial"),
        ("fees", "0002_deposits_and_charges"),
        ("fees", "0003_balance"),
        ("fees", "0004_accounts_of_customers"),
        ("fees", "0005_class_of_use_in_the_ledger"),
    ]

    initial = True

    dependencies = [
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Books",
            fields=[
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="books",
                        serialize=False,
                        to="people.community",
                    ),
                ),
                ("last_receipt", models.PositiveIntegerField(default=0)),
                ("owed", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "cash in hand"),
                            ("bank", "money at the bank"),
                            ("deposits", "deposits held"),
                            ("income", "income from fees"),
                            ("deductions", "income from deductions"),
                            ("receivable", "owed by a home"),
                        ],
                        max_length=12,
                    ),
                ),
                ("balance", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="people.community",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("unit", None)), fields=("community", "kind"), name="one_account_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["cash", "bank", "deposits", "income", "deductions", "receivable"])
                        ),
                        name="account_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "receivable"), ("unit__isnull", False)),
                            models.Q(models.Q(("kind", "receivable"), _negated=True), ("unit", None)),
                            _connector="OR",
                        ),
                        name="account_of_a_home_is_receivable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deposit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("payer", models.CharField(max_length=80)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("renovation", "renovation"),
                            ("pass", "pass"),
                            ("card", "card"),
                            ("key", "key"),
                            ("parking", "parking"),
                            ("loan", "things lent"),
                            ("other", "other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "held"),
                            ("approved", "refund approved"),
                            ("refunded", "refunded"),
                            ("void", "booked back"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("refunded_at", models.DateTimeField(blank=True, null=True)),
                ("refunded", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                (
                    "approved_by",
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
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="people.community",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="estate.person",
                    ),
                ),
                (
                    "refunded_by",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="estate.unit",
                    ),
                ),
                (
                    "refunded_by_entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposit_refunded",
                        to="fees.entry",
                    ),
                ),
                (
                    "taken_by_entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deposit_taken", to="fees.entry"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-taken_at", "-id"], name="deposits_newest"),
                    models.Index(fields=["community", "state", "-taken_at", "-id"], name="deposits_in_state"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="deposit_is_money"),
                    models.CheckConstraint(
                        condition=models.Q(("payer", ""), _negated=True), name="deposit_names_the_payer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None), ("state__in", ["held", "void"])),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("state__in", ["approved", "refunded"]),
                            ),
                            _connector="OR",
                        ),
                        name="deposit_refund_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_by", None),
                            models.Q(("refunded_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="deposit_refund_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("refunded__gte", 0),
                                ("refunded_at__isnull", False),
                                ("refunded_by__isnull", False),
                                ("state", "refunded"),
                                ("refunded__lte", models.F("amount")),
                                ("refunded_by_entry__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "refunded"), _negated=True),
                                ("refunded", None),
                                ("refunded_at", None),
                                ("refunded_by", None),
                                ("refunded_by_entry", None),
                            ),
                            _connector="OR",
                        ),
                        name="deposit_is_refunded_wholly",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("reason", models.CharField(max_length=200)),
                (
                    "deposit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deductions", to="fees.deposit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), models.Q(("reason", ""), _negated=True)),
                        name="deduction_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("deposit", "deposit taken"),
                            ("refund", "deposit refunded"),
                            ("fee", "fee taken"),
                            ("charge", "charged to a home"),
                            ("settlement", "charges settled"),
                            ("reversal", "counter-entry"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                ("booked_at", models.DateTimeField()),
                (
                    "booked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="people.community",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.person",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="fees.entry",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-booked_at", "-id"], name="entries_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="entry_says_what_for"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                            models.Q(models.Q(("kind", "reversal"), _negated=True), ("reverses", None)),
                            _connector="OR",
                        ),
                        name="entry_reverses_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=80)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("is_void", models.BooleanField(default=False)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="people.community",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="estate.unit",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charge", to="fees.entry"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settled_charges",
                        to="fees.entry",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-id"], name="charges_of_home_newest"),
                    models.Index(
                        condition=models.Q(("is_void", False), ("settlement", None)),
                        fields=["unit", "id"],
                        name="charges_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), models.Q(("item", ""), _negated=True)),
                        name="charge_is_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_void", False), ("settlement", None), _connector="OR"),
                        name="void_charge_is_not_paid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("booked_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="fees.account",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fees.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-booked_at", "-id"], name="lines_of_account_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="line_moves_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("payer", models.CharField(max_length=80)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("cash", "cash"),
                            ("transfer", "bank transfer"),
                            ("card", "bank card"),
                            ("wechat", "WeChat Pay"),
                            ("alipay", "Alipay"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="people.community",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipt", to="fees.entry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="receipt_number_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0), ("amount__gt", 0)), name="receipt_is_for_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payer", ""), _negated=True), name="receipt_names_the_payer"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP),
    ]
    operations = at_once(operations)
