"""Work orders between departments (工作联系单): issued, answered, finished, followed until they are closed."""
