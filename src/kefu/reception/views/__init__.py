"""The pages of the front desk."""
