"""Cases: whatever somebody asks of the department, from its receipt to its close."""
