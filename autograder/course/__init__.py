"""The course on disk: its folders, its files, its pinned packages."""

__all__ = [
    "csv_files",
    "files",
    "folders",
    "lab_menus",
    "renamed",
    "requirements",
    "variant_copy",
    "variant_list",
    "variants",
]
