"""What templates of the front desk say."""
