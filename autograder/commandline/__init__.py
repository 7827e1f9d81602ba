"""What all commands share: how one ends, and what is said when it doesn't end well."""
