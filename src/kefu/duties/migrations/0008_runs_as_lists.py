"""The runs of series as lists: half as long as with the names of their fields in each."""

from django.db import migrations

AS_LISTS = """
    update duties_standing set runs = (
        select jsonb_agg(jsonb_build_array(
            run -> 'clause', run -> 'since', run -> 'next_at', run -> 'last_act_at', run -> 'missed') order by place)
        from jsonb_array_elements(runs) with ordinality as each(run, place)
    ) where runs <> '[]'
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0007_anywhere_and_nobody")]

    operations = [migrations.RunSQL(AS_LISTS, elidable=True)]
