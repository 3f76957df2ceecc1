"""What a programme comes to at a glance: each part of loyalty adds its own figures."""
