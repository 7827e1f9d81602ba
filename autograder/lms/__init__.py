"""What learning platforms send and take: folders of downloads, tables of grades, Gradescope."""
