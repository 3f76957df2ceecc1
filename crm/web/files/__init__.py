"""Files that go out to people, and those that nobody may send."""
