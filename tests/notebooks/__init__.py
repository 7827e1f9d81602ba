"""What students write and show, made safe for whoever reads it."""
