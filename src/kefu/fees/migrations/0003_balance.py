"""What the database itself keeps true of the books, whoever writes into them.

The lines of an entry sum to zero, are of its community and time; entries, lines and receipts stay as they are; balances
move with the lines alone; a deposit's deductions and its refund make up the deposit.
"""

from django.db import migrations

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
FORGET = """
    drop trigger fees_deduction_adds_up on fees_deduction;
    drop trigger fees_deposit_adds_up on fees_deposit;
    drop function fees_prove_deposit;
    drop trigger fees_line_balances on fees_line;
    drop trigger fees_entry_balances on fees_entry;
    drop function fees_prove_entry;
    drop trigger fees_owed_moves_with_lines on fees_books;
    drop trigger fees_balance_moves_with_lines on fees_account;
    drop trigger fees_balance_begins_at_nothing on fees_account;
    drop trigger fees_lines_move_balances on fees_line;
    drop function fees_move_balances;
    drop trigger fees_deduction_stays on fees_deduction;
    drop trigger fees_receipt_stays on fees_receipt;
    drop trigger fees_line_stays on fees_line;
    drop trigger fees_entry_stays on fees_entry;
    drop function fees_refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0002_deposits_and_charges")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
