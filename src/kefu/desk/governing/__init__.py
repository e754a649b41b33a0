"""The pages by which a department is governed: its rulebook, its calendar, its duties one by one."""
