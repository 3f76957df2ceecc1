"""What the apps stand on. README.md lists its folders from the top down."""
