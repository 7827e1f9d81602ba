"""How a gradient is compared with its function: what is measured, how surely, where and why."""
