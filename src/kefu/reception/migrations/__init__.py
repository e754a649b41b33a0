"""The migrations of the front desk."""
