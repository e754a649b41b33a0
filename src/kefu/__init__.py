"""kefu 客服: runs a customer-service department by its own rulebook."""
