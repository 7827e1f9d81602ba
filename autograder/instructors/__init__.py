"""What instructors do beside grading: make, release and audit assignments, report, exchange."""
