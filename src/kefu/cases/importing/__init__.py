"""An office's own register as cases: the same mapping as the audit, the same decisions as the desk, quiet, once.

`offices` knows whom and what a register's names mean; `histories` makes rows of its cases, in as many processes as
there are processors; `running` copies them in, in the register's order, some thousand in one transaction.
"""
