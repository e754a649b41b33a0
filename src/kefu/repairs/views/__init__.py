"""What repairs show and take: the engineer's page, the builder's defects, the sums of a month."""
