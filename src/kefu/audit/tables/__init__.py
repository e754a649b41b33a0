"""Register files as rows: CSV, TSV, gzipped, Excel. The parent process cuts a file into blocks, workers parse them."""

from kefu.audit.tables.blocks import Block, Rejection, Table, TableError, block_rows
from kefu.audit.tables.opening import open_table

__all__ = ["Block", "Rejection", "Table", "TableError", "block_rows", "open_table"]
