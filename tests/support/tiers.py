"""Which tests are in which tier: quick ones in none, `slow` and `nightly` ones by this table.

`make check` runs what is in no tier, `make test` also what is slow, `make test-all` everything.
CONTRIBUTING.md says what each costs.
"""

import hashlib
import os
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pytest

from tests.support import commands, depth

# Files, folders or tests that take over a second, or share what takes longer to make.
SLOW = (
    "tests/assignments/curriculum/test_nearest_neighbours.py::test_shirts_come_last",
    "tests/assignments/curriculum/test_training.py::test_classifiers_differ_only_in_the_loss",
    "tests/assignments/curriculum/test_training.py::test_regularization_helps_where_data_are_few",
    "tests/assignments/curriculum/test_training.py::test_stronger_regularization_makes_weights_small_and_unsure",
    "tests/assignments/curriculum/test_two_layers.py::test_the_net_reads_images",
    "tests/assignments/test_rerun.py",
    "tests/assignments/test_run.py",
    "tests/attacks",
    "tests/batch",
    "tests/browser",
    "tests/checks/test_gradcheck_fails.py::test_every_planted_mistake_fails",
    "tests/checks/test_gradcheck_fails.py::test_two_errors_that_cancel_each_other",
    "tests/commandline/test_grade.py",
    "tests/commandline/test_lab.py",
    "tests/docs",
    "tests/engine/agent/test_outputs.py::test_streams",
    "tests/engine/agent/test_traces.py::test_folders_thousands_deep",
    "tests/engine/bridge",
    "tests/engine/crossing",
    "tests/engine/proof",
    "tests/engine/sandbox/test_apart.py",
    "tests/engine/sandbox/test_containers.py",
    "tests/engine/sandbox/test_view.py",
    "tests/engine/workers",
    "tests/findings/test_raw_sentences.py::test_no_sentence_stands_in_the_code",
    "tests/findings/test_words.py::test_each_text_that_is_asked_for_is_there",
    "tests/gradebook",
    "tests/gradebook/postgresql",
    "tests/instructors/authoring/bundle/test_colab.py",
    "tests/instructors/authoring/bundle/test_contents.py",
    "tests/instructors/authoring/bundle/test_leaks.py",
    "tests/instructors/authoring/bundle/test_start.py",
    "tests/instructors/authoring/site/test_build.py",
    "tests/instructors/authoring/site/test_fonts.py",
    "tests/instructors/authoring/site/test_jupyterlite.py",
    "tests/instructors/authoring/test_new.py",
    "tests/instructors/authoring/test_release.py",
    "tests/instructors/doctor/test_course.py::test_gradebook_that_opens",
    "tests/instructors/doctor/test_installation.py::test_packages_that_do_not_load",
    "tests/instructors/lms/collect/test_command.py",
    "tests/instructors/lms/collect/test_forms.py::test_one_poisoned_among_many",
    "tests/instructors/lms/collect/test_note.py::test_grades_of_canvas_find_their_rows",
    "tests/instructors/lms/collect/test_zip_collect.py",
    "tests/instructors/lms/export/test_canvas.py::test_the_way_there_and_back",
    "tests/instructors/lms/export/test_command.py",
    "tests/instructors/lms/gradescope/test_zip.py",
    "tests/instructors/reports/class_report/test_command.py",
    "tests/instructors/reports/class_report/test_figures.py",
    "tests/instructors/reports/feedback/test_command.py",
    "tests/instructors/reports/feedback/test_hostile.py",
    "tests/instructors/reports/feedback/test_leaks.py",
    "tests/instructors/reports/feedback/test_with_nbgrader.py",
    "tests/instructors/reports/terms/test_command.py",
    "tests/instructors/reports/terms/test_compare.py::test_classes_that_are_alike_make_few_claims",
    "tests/instructors/reports/terms/test_statistics.py::test_intervals_of_discrimination_hold_the_truth",
    "tests/instructors/review/test_agreement.py::test_kappa_is_that_of_the_table",
    "tests/instructors/review/test_bank.py::test_any_text_comes_back",
    "tests/instructors/review/test_command.py",
    "tests/instructors/review/test_giving.py",
    "tests/instructors/review/test_learning.py",
    "tests/instructors/review/test_offers.py",
    "tests/instructors/review/test_phrases.py::test_on_the_page",
    "tests/instructors/review/test_second_grader.py",
    "tests/instructors/review/test_values.py",
    "tests/instructors/review/test_writing.py",
    "tests/journeys/test_demo.py",
    "tests/journeys/test_nbgrader_commands.py",
    "tests/judging/fingerprints/test_learned.py",
    "tests/judging/fingerprints/test_made.py",
    "tests/judging/fingerprints/test_names.py",
    "tests/judging/fingerprints/test_no_leak.py",
    "tests/judging/mistakes/test_naming.py",
    "tests/judging/test_examples.py",
    "tests/judging/test_no_leak.py",
    "tests/judging/test_shortcuts.py::test_a_vectorized_shortcut",
    "tests/judging/test_variants.py",
    "tests/judging/test_weights.py",
    "tests/mangled/test_bank.py::test_a_page",
    "tests/plots/test_course_summaries.py::test_matplotlib_waits_for_a_drawing",
    "tests/plots/test_lazy.py::test_drawing_imports_matplotlib",
    "tests/project/test_commands.py",
    "tests/project/test_lint.py",
    "tests/project/test_no_assignments.py::test_no_module_names_an_assignment_or_its_functions",
    "tests/project/test_structure.py::test_a_package_is_entered_by_its_face",
    "tests/selfstudy",
    "tests/translations/test_never_stale.py::test_a_changed_cell",
    "tests/translations/test_never_stale.py::test_commands",
    "tests/translations/test_never_stale.py::test_sections_to_reread",
    "tests/translations/test_pages.py",
    "tests/translations/test_pictures.py::test_without_a_font",
    "tests/translations/test_review_pages.py",
    "tests/wrong_code",
)
# What takes longest, longest first: it begins first, so that no process is left alone with it.
LONG = (
    "tests/project/test_lint.py",
    "tests/attacks",
    "tests/browser",
    "tests/assignments/test_run.py",
    "tests/journeys/test_nbgrader_suite.py",
    "tests/engine/workers/test_cluster.py",
    "tests/engine/bridge",
    "tests/journeys/test_two_ways.py",
    "tests/journeys/test_demo.py",
    "tests/instructors/reports/feedback/test_leaks.py",
    "tests/instructors/authoring/bundle",
    "tests/batch",
)
# By file, folder or test, the core-seconds that it takes: so much must be left for it to begin.
NIGHTLY = {
    "tests/assignments/curriculum/test_cifar10.py::test_validation_accuracy": 15,
    "tests/assignments/curriculum/test_nearest_neighbours.py::test_cross_validation": 10,
    "tests/assignments/curriculum/test_nearest_neighbours.py::test_features_are_worth_it": 10,
    "tests/assignments/curriculum/test_nearest_neighbours.py::test_pixels_are_a_bad_ruler": 10,
    "tests/assignments/curriculum/test_net_on_images.py::test_more_images_close_the_gap": 10,
    "tests/assignments/curriculum/test_net_on_images.py::test_shirts_come_last": 10,
    "tests/assignments/curriculum/test_net_on_images.py::test_six_trainings_are_told_apart": 10,
    "tests/assignments/curriculum/test_net_on_images.py::test_smooth_pictures": 10,
    "tests/assignments/test_cifar10_at_hand.py": 15,
    "tests/assignments/test_rerun.py::test_cells_run_again_in_any_order": 60,
    "tests/assignments/test_together.py": 60,
    "tests/attacks/test_forty.py": 340,
    "tests/batch/test_command.py::test_a_store_of_another_kind": 10,
    "tests/batch/test_command.py::test_all": 10,
    "tests/batch/test_command.py::test_json": 10,
    "tests/batch/test_command.py::test_rows_of_nonsense": 35,
    "tests/batch/test_faults.py::test_nbgraders_own_command": 10,
    "tests/batch/test_faults.py::test_told_and_graded_again": 60,
    "tests/batch/test_killed.py": 35,
    "tests/batch/test_not_written.py": 25,
    "tests/batch/test_read_only.py": 15,
    "tests/batch/test_stopped.py::test_while_a_course_is_proved": 10,
    "tests/batch/test_stopped.py::test_while_a_student_hangs": 10,
    "tests/browser/test_hub.py": 250,
    "tests/browser/test_instructor.py": 70,
    "tests/browser/test_notebooks.py": 200,
    "tests/browser/test_pages.py": 60,
    "tests/browser/test_review.py::test_a_member_is_taken_out": 5,
    "tests/browser/test_review.py::test_a_name_in_one_step": 10,
    "tests/browser/test_review.py::test_a_person_is_asked_for": 5,
    "tests/browser/test_review.py::test_after_the_command_has_ended": 5,
    "tests/browser/test_review.py::test_enter_twice_and_a_way_past": 10,
    "tests/browser/test_review.py::test_graded_anew_meanwhile": 5,
    "tests/browser/test_review.py::test_several_groups_at_once": 5,
    "tests/browser/test_review.py::test_the_bank_offers_it_again": 5,
    "tests/browser/test_review.py::test_two_browsers": 10,
    "tests/browser/test_review.py::test_two_graders_settle": 10,
    "tests/browser/test_review_drafts.py": 60,
    "tests/browser/test_site.py::test_a_day_in_a_tab": 80,
    "tests/browser/test_site.py::test_a_new_release_is_offered_beside_the_work": 40,
    "tests/browser/test_site.py::test_the_button_above_a_notebook_saves_it": 40,
    "tests/browser/test_site.py::test_the_policy_holds": 40,
    "tests/browser/test_site_course.py": 500,
    "tests/browser/test_site_languages.py": 15,
    "tests/browser/test_site_storage.py": 90,
    "tests/browser/test_student.py": 170,
    "tests/engine/bridge/test_harm.py::test_computing_time": 10,
    "tests/engine/bridge/test_harm.py::test_time_of_the_notebook": 10,
    "tests/engine/bridge/test_right_answers.py::test_right_code_has_full_points": 35,
    "tests/engine/bridge/test_scores.py::test_one_deadline_a_call": 10,
    "tests/engine/crossing/test_cases.py::test_same_points_of_the_others": 60,
    "tests/engine/proof/test_kernel.py": 60,
    "tests/engine/proof/test_prove.py::test_neither": 10,
    "tests/engine/workers/test_cluster.py": 55,
    "tests/engine/workers/test_here.py::test_a_module_by_a_students_name_spoils_no_other": 5,
    "tests/engine/workers/test_here.py::test_what_a_reference_remembers_spoils_no_other": 75,
    "tests/engine/workers/test_here.py::test_what_reading_did_not_see_spoils_no_other": 10,
    "tests/engine/workers/test_local.py::test_harm_in_between": 10,
    "tests/gradebook/postgresql/test_gradebook.py::test_a_reader_sees_whole_submissions": 20,
    "tests/gradebook/test_autograde.py::test_handed_in_again": 20,
    "tests/gradebook/test_releases.py": 150,
    "tests/gradebook/test_requests.py": 60,
    "tests/gradebook/test_teams.py": 60,
    "tests/gradebook/test_teams.py::test_different_things_by_hand_are_said": 10,
    "tests/gradebook/test_teams.py::test_who_hands_in_otherwise_is_no_member": 15,
    "tests/gradebook/test_teams.py::test_work_of_ones_own_is_graded_as_such": 10,
    "tests/gradebook/test_together.py": 60,
    "tests/gradebook/test_together.py::test_grade_and_doctor_say_so": 20,
    "tests/gradebook/test_together.py::test_it_travels_to_gradescope": 10,
    "tests/gradebook/test_together.py::test_release_that_agrees_in_no_way": 10,
    "tests/gradebook/test_together.py::test_the_setting": 15,
    "tests/gradebook/test_variant_handouts.py": 90,
    "tests/gradebook/test_variants.py": 60,
    "tests/instructors/audit/test_all.py": 400,
    "tests/instructors/audit/test_kit.py": 20,
    "tests/instructors/audit/test_run.py": 45,
    "tests/instructors/authoring/bundle/test_colab.py::test_it_works_by_itself": 40,
    "tests/instructors/authoring/bundle/test_colab.py::test_without_an_address": 10,
    "tests/instructors/authoring/bundle/test_contents.py::test_the_same_bytes_twice": 10,
    "tests/instructors/authoring/bundle/test_installed.py": 20,
    "tests/instructors/authoring/bundle/test_start.py::test_installs_anew": 20,
    "tests/instructors/authoring/bundle/test_start.py::test_installs_without_a_network": 15,
    "tests/instructors/authoring/bundle/test_start.py::test_packages_that_can_not_be_had": 20,
    "tests/instructors/authoring/site/test_build.py::test_a_font_is_said": 10,
    "tests/instructors/authoring/site/test_build.py::test_a_site_that_can_not_take_its_place": 10,
    "tests/instructors/authoring/site/test_build.py::test_from_another_host": 5,
    "tests/instructors/authoring/site/test_build.py::test_in_chinese_alone": 10,
    "tests/instructors/authoring/site/test_build.py::test_in_two_languages": 10,
    "tests/instructors/authoring/site/test_build.py::test_only_a_site_is_replaced": 10,
    "tests/instructors/authoring/site/test_build.py::test_the_command": 15,
    "tests/instructors/authoring/test_new.py::test_no_mutant_survives": 30,
    "tests/instructors/authoring/test_real_variants.py": 450,
    "tests/instructors/doctor/test_command.py::test_packages_that_do_not_load": 10,
    "tests/instructors/doctor/test_course.py::test_gradebook_of_an_older_nbgrader": 15,
    "tests/instructors/doctor/test_installation.py::test_the_packages_of_the_kit_load": 15,
    "tests/instructors/lms/collect/test_graded.py": 50,
    "tests/instructors/lms/export/test_command.py::test_by_nbgrader": 25,
    "tests/instructors/lms/gradescope/test_daemon.py": 50,
    "tests/instructors/lms/gradescope/test_run.py": 60,
    "tests/instructors/lms/gradescope/test_zip.py::test_requirements_without_a_lock": 10,
    "tests/instructors/lms/gradescope/test_zip.py::test_same_each_time": 10,
    "tests/instructors/reports/feedback/test_leaks.py::test_a_mistake_has_its_picture": 20,
    "tests/instructors/reports/terms/test_command.py::test_counts_that_do_not_fit": 10,
    "tests/instructors/reports/terms/test_command.py::test_kept_terms": 10,
    "tests/instructors/reports/terms/test_command.py::test_two_courses": 10,
    "tests/instructors/review/test_learned_class.py": 70,
    "tests/instructors/review/test_real_class.py": 35,
    "tests/instructors/review/test_values.py::test_wrong_functions_are_apart": 15,
    "tests/journeys/test_nbgrader_suite.py::test_nbgraders_own_suite": 200,
    "tests/journeys/test_nbgrader_suite.py::test_nbgraders_own_tests_of_what_is_ours": 60,
    "tests/journeys/test_pseudo_language.py": 200,
    "tests/journeys/test_two_ways.py::test_a_solution_has_the_same_scores_both_ways": 70,
    "tests/journeys/test_two_ways.py::test_recorded_scores_are_what_nbgrader_gives": 150,
    "tests/journeys/test_two_ways.py::test_scores_are_the_same_both_ways": 90,
    "tests/judging/fingerprints/test_conventions.py": 150,
    "tests/judging/fingerprints/test_learned.py::test_in_chinese": 10,
    "tests/judging/mistakes/test_naming.py::test_a_row_that_carries_large_scores_is_no_bias": 10,
    "tests/judging/mistakes/test_naming.py::test_pairs_of_the_commonest_are_named": 10,
    "tests/judging/test_no_leak.py::test_a_hundred_guesses_learn_nothing": 15,
    "tests/judging/test_no_leak.py::test_no_number_of_the_feedback_is_an_expected_one": 20,
    "tests/mangled/test_bank.py::test_the_whole_bank": 130,
    "tests/project/test_commands.py::test_the_version_of_a_gradebook_is_nbgraders": 15,
    "tests/project/test_workflows.py::test_the_steps_in_a_plain_folder": 30,
    "tests/same_scores/test_same_scores.py::test_a_solution_apart": 120,
    "tests/same_scores/test_same_scores.py::test_recorded_scores_are_of_these_cases": 10,
    "tests/same_scores/test_same_scores.py::test_recorded_scores_are_what_nbgrader_gives": 900,
    "tests/same_scores/test_same_scores.py::test_two_in_one_notebook": 60,
    "tests/same_scores/test_same_scores.py::test_what_is_not_done_apart": 100,
    "tests/same_scores/test_same_scores.py::test_where_needed_with_the_student": 900,
    "tests/selfstudy/test_no_fork.py": 15,
    "tests/translations/test_graded_alike.py": 300,
    "tests/translations/test_others_alike.py": 600,
    "tests/wrong_code/test_truth.py::test_most_pairs_have_a_name": 10,
    "tests/wrong_code/test_truth.py::test_nothing_false_is_said_of_the_others": 1000,
}
# Of tests with many cases: how many `make test` runs, and the core-seconds that the others take.
SAMPLED = {
    "tests/assignments/test_run.py::test_student_notebook_says_not_implemented_yet": (1, 45),
    "tests/browser/test_review.py::test_a_whole_evening": (1, 20),
    "tests/browser/test_review.py::test_axe_finds_nothing": (1, 5),
    "tests/checks/test_gradcheck_fails.py::test_every_planted_mistake_fails": (30, 10),
    "tests/checks/test_gradcheck_fails.py::test_large_gradient_points_at_the_entry": (15, 5),
    "tests/checks/test_gradcheck_fails.py::test_small_gradient_points_at_the_entry": (15, 5),
    "tests/checks/test_gradient_bank.py::test_bug_is_found_and_named": (40, 15),
    "tests/checks/test_gradient_bank.py::test_bug_is_found_quickly": (80, 10),
    "tests/engine/bridge/test_behaviours.py::test_passes": (4, 10),
    "tests/engine/bridge/test_code_guard.py::test_no_text_is_run": (8, 10),
    "tests/engine/crossing/test_cases.py::test_same_points": (10, 45),
    "tests/engine/crossing/test_cases.py::test_what_cannot_cross": (9, 10),
    "tests/engine/crossing/test_lies.py::test_garbage_for_a_library": (4, 10),
    "tests/engine/crossing/test_lies.py::test_no_points": (3, 20),
    "tests/engine/workers/test_here.py::test_no_assignment_needs_a_fork": (1, 75),
    "tests/engine/workers/test_shared.py::test_nothing_old_is_graded_with": (1, 5),
    "tests/instructors/authoring/test_release.py::test_assignments_regenerate_byte_for_byte": (
        1,
        60,
    ),
    "tests/instructors/reports/feedback/test_hostile.py::test_texts_that_are_slow_to_read": (2, 5),
    "tests/instructors/reports/feedback/test_leaks.py::test_no_page_holds_a_secret": (1, 60),
    "tests/instructors/review/test_second_grader.py::test_settling": (1, 10),
    "tests/instructors/review/test_writing.py::test_whatever_comes_in_whatever_order": (3, 12),
    "tests/judging/fingerprints/test_made.py::test_no_right_answer_is_refused_by_another_release": (
        3,
        15,
    ),
    "tests/judging/fingerprints/test_names.py::test_a_slip_has_the_name_that_it_has_in_the_grade": (
        60,
        60,
    ),
    "tests/judging/fingerprints/test_names.py::test_right_code_is_right": (60, 10),
    "tests/judging/fingerprints/test_names.py::test_two_slips_have_their_names": (20, 10),
    "tests/judging/mistakes/test_naming.py::test_each_mistake_in_a_long_training_is_named": (1, 35),
    "tests/judging/mistakes/test_naming.py::test_each_mistake_is_named": (40, 80),
    "tests/judging/test_examples.py::test_points_do_not_depend_on_the_seed": (6, 10),
    "tests/judging/test_mistakes.py::test_mistake_is_seen": (40, 20),
    "tests/judging/test_no_leak.py::test_feedback_on_mistakes_holds_no_line_of_a_solution": (1, 15),
    "tests/judging/test_shortcuts.py::test_a_vectorized_shortcut": (8, 5),
    "tests/judging/test_training.py::test_mistake_is_seen": (8, 10),
    "tests/judging/test_variants.py::test_no_visible_check_calls_right_code_wrong": (60, 25),
    "tests/judging/test_variants.py::test_right_code_has_full_points": (30, 70),
    "tests/judging/test_weights.py::test_weights_whose_columns_are_put_in_order_are_seen": (1, 5),
    "tests/mangled/test_colab_vscode.py::test_it_is_collected": (12, 15),
    "tests/mangled/test_translated.py::test_the_same_is_put_back": (3, 5),
    "tests/selfstudy/test_trouble.py::test_other_questions_keep_their_points": (1, 15),
    "tests/translations/test_handouts.py::test_back_to_english": (3, 5),
    "tests/translations/test_review_pages.py::test_no_sentence_of_the_other": (1, 5),
    "tests/wrong_code/test_attempts.py::test_a_check_passes_only_what_is_right": (60, 15),
    "tests/wrong_code/test_attempts.py::test_nothing_false_is_said": (100, 10),
    "tests/wrong_code/test_attempts.py::test_what_is_right_passes": (45, 5),
    "tests/wrong_code/test_attempts.py::test_what_is_wrong_loses_points": (60, 15),
    "tests/wrong_code/test_first_attempts.py::test_it_loses_points": (25, 10),
    "tests/wrong_code/test_first_attempts.py::test_its_check_does_not_pass": (25, 10),
    "tests/wrong_code/test_truth.py::test_nothing_false_is_said": (50, 50),
    "tests/wrong_code/test_wrong_answers.py::test_it_loses_points_and_its_check_fails": (20, 20),
}
# Of computing, in a test without a mark: told at the end. No failure: machines differ too much.
_SECONDS = 1.0
_MEASURED = "computing seconds"
_NO_TIME = "{}: no time is left for it in this run; `make test-all` runs it"
_UNMARKED = "these computed for over {} s: they belong into SLOW of tests/support/tiers.py"
_until: float | None = None
_begun: dict[str, bool] = {}  # by what it is of, whether there was time for it
_unmarked: dict[str, float] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `.ci/run` says: when it must be done."""
    parser.addoption(
        "--until", type=float, help="begin no nightly test that may end after this time (epoch)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the tiers."""
    global _until
    _until = config.getoption("--until")
    config.addinivalue_line("markers", "slow: left out by `make check`")
    config.addinivalue_line(
        "markers", "nightly(seconds, of what): left out by `make check` and `make test`"
    )


@pytest.hookimpl(tryfirst=True)  # before -m chooses by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the tables, and have what takes long begin first."""
    items.sort(key=_rank)
    slow = frozenset(SLOW)
    rest = left_out([item.nodeid for item in items])
    for item in items:
        entry = entry_of(item.nodeid, NIGHTLY)
        if entry is not None:
            item.add_marker(pytest.mark.nightly(NIGHTLY[entry], entry))
        elif item.nodeid in rest:
            entry = rest[item.nodeid]
            item.add_marker(pytest.mark.nightly(SAMPLED[entry][1], entry))
        if entry_of(item.nodeid, slow) is not None:
            item.add_marker(pytest.mark.slow)


def left_out(nodeids: Iterable[str]) -> dict[str, str]:
    """Return the cases that a day has no time for, and the entry of each.

    Which ones are run is drawn by the hash of their names: the same each day, and nobody's choice.
    """
    cases: dict[str, list[str]] = {}
    for nodeid in nodeids:
        entry = entry_of(nodeid, SAMPLED)
        if entry is not None:
            cases.setdefault(entry, []).append(nodeid)
    return {
        case: entry
        for entry, found in cases.items()
        for case in sorted(found, key=drawn)[SAMPLED[entry][0] :]
    }


def drawn(name: str) -> str:
    """Return where a name stands in an order that is the same each day, and nobody's choice."""
    return hashlib.sha256(name.encode()).hexdigest()


def _rank(item: pytest.Item) -> int:
    entry = entry_of(item.nodeid, LONG)
    return len(LONG) if entry is None else LONG.index(entry)


def entry_of(nodeid: str, names: Collection[str]) -> str | None:
    """Return the entry of a table that a test belongs to: the test, its file, or a folder."""
    test = nodeid.partition("[")[0]
    path = Path(test.partition("::")[0])
    places = (test, path.as_posix(), *(each.as_posix() for each in path.parents))
    return next((place for place in places if place in names), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a nightly test for which there is no time."""
    mark = item.get_closest_marker("nightly")
    if _until is None or mark is None:
        return
    seconds, what = mark.args
    if not _begun.setdefault(what, time.time() + seconds < _until):
        pytest.skip(_NO_TIME.format(what))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure what a test computes, without the fixtures that it shares."""
    before = _computed()
    yield
    item.user_properties.append((_MEASURED, _computed() - before))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that should have been marked."""
    seconds = dict(report.user_properties).get(_MEASURED, 0.0)
    marked = {"slow", "nightly"} & set(report.keywords)
    quick = report.when == "call" and not marked and not depth.much()
    if quick and float(str(seconds)) > _SECONDS:
        _unmarked[report.nodeid] = float(str(seconds))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests should have been marked."""
    if _unmarked:
        terminalreporter.section(_UNMARKED.format(_SECONDS), sep="-")
    for nodeid, seconds in sorted(_unmarked.items(), key=lambda each: -each[1]):
        terminalreporter.write_line(f"{seconds:6.1f} s  {nodeid}")


def _computed() -> float:
    """Return the seconds that this process, those it has waited for and commands have computed."""
    times = os.times()
    mine = times.user + times.system + times.children_user + times.children_system
    return mine + commands.computed
