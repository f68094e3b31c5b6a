"""Which figures of a table are sums of which others."""
