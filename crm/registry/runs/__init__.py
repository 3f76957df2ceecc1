"""What is done without a request: by workers, by the clock, every night, and by `recount`."""
