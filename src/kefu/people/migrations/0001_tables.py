"""Communities, departments, posts and who holds them; users, their links and filters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_saved_filters"),
        ("people", "0003_second_factor"),
        ("people", "0004_closing"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Community",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("code", models.CharField(max_length=8, unique=True)),
                ("time_zone", models.CharField(default="Asia/Shanghai", max_length=64)),
                ("rulebook", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z][A-Z0-9]{1,7}$")), name="community_code_is_plain"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="community_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rulebook", ""), _negated=True), name="community_has_a_rulebook"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("time_zone", ""), _negated=True), name="community_has_a_time_zone"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("pinyin", models.CharField(db_collation="C", max_length=400)),
                ("phone", models.CharField(blank=True, max_length=32)),
                (
                    "language",
                    models.CharField(choices=[("zh-hans", "中文"), ("en", "English")], default="zh-hans", max_length=8),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("is_administrator", models.BooleanField(default=False)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("second_factor_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="people.community",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pinyin", "id"], name="user_by_name"),
                    models.Index(fields=["community", "pinyin", "id"], name="user_by_community_and_name"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9._-]{1,31}$")),
                        name="user_username_is_plain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("pinyin", ""), _negated=True)
                        ),
                        name="user_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["zh-hans", "en"])), name="user_language_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_active", models.Q(("left_at", None)))), name="user_is_active_or_left"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_administrator", True), ("community__isnull", False), _connector="OR"),
                        name="user_has_a_community",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="departments", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("community", "name"),
                        name="department_named_once",
                    ),
                    models.UniqueConstraint(fields=("id", "community"), name="department_in_its_community"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="department_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=60)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "agent"),
                            ("lead", "team lead"),
                            ("supervisor", "supervisor"),
                            ("manager", "manager"),
                            ("engineer", "engineer"),
                            ("cashier", "cashier"),
                            ("auditor", "auditor"),
                            ("admin", "administrator of the community"),
                        ],
                        max_length=16,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="people.community"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="people.department",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("community", "department", "title"),
                        name="post_titled_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "admin"],
                            )
                        ),
                        name="post_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("word", ""), _negated=True), models.Q(("title", ""), _negated=True)
                        ),
                        name="post_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="people.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                        name="appointment_ends_later",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("user", "post"), name="appointment_open_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=500)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "list", "name"), name="saved_filter_named_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="link_digest_is_sha256"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))), name="link_expires_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at", None),
                            models.Q(("used_at__gte", models.F("made_at")), ("used_at__lt", models.F("expires_at"))),
                            _connector="OR",
                        ),
                        name="link_used_while_it_holds",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("used_at", None)), fields=("user",), name="link_unused_once"
                    ),
                ],
            },
        ),
        # A post's department lies in the post's community: Django knows no key over two columns.
        migrations.RunSQL(
            """ALTER TABLE people_post ADD CONSTRAINT post_department_in_its_community
            FOREIGN KEY (department_id, community_id) REFERENCES people_department (id, community_id)
            DEFERRABLE INITIALLY DEFERRED""",
        ),
    ]
    operations = at_once(operations)
