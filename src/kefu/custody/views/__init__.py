"""The pages of custody: lists, one thing with a verb each, registering, keys left with us, receipts."""
