"""What an export says of itself: its reports, its columns, and what to keep in mind about it."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.words import Sentence, _

REPORTS = {
    "log": _("Every entry"),
    "students": _("One line a student"),
    "goals": _("The goals"),
    "groups": _("The groups"),
    "student": _("All that one student wrote"),
}
"""What a teacher can take away."""
GOAL_STATES = {
    "active": _("Active"),
    "paused": _("Resting"),
    "finished": _("Finished"),
    "dropped": _("Dropped"),
}
DECISIONS = {
    "keep": _("Goes on"),
    "plan": _("With a new plan"),
    "goal": _("Changes the goal"),
    "drop": _("Drops the goal"),
    "finish": _("Finishes the goal"),
    "new": _("Sets a new goal"),
}
"""What a weekly reflection decided about its goal."""
REPLIES = {"read": _("(read)"), "voice": _("(voice message)")}
"""Replies that have no words."""
OWN = _("as the student sees it")
TEACHER = _("as the teacher sees it")

MEANINGS: Mapping[str, Sentence] = {
    "event_id": _("The number of the entry."),
    "event_type": _("What it is: check_in, reflection, note, goal_set and so on."),
    "occurred_at": _("When it was, to the second, with the distance from UTC."),
    "occurred_at_local": _("When it was on the clock of the class."),
    "timezone": _("The time zone of the class."),
    "class_id": _("The number of the class."),
    "class_name": _("The name of the class."),
    "student_ref": _("The student, where a name would say too much."),
    "student_name": _("The student's name in the class."),
    "goal_id": _("The number of the goal."),
    "goal_text": _("The goal, in the student's words."),
    "standard_code": _("The code of the standard; empty so far."),
    "standard_uri": _("The address of the standard; empty so far."),
    "prompt": _("What it answers."),
    "response": _("What the student said; for a review, what the teacher said."),
    "rating": _("The level, in words."),
    "demonstration_choice": _("How the student shows what they know."),
    "status": _("Where it stands, in words."),
    "reviewer": _("Who looked at the work."),
    "reviewed_at": _("When they did."),
    "language": _("The language the student used."),
    "stuck_on": _("What the student is stuck on, or what got in the way."),
    "self_level": _("Where the student says to be, in words."),
    "teacher_level": _("Where the teacher sees the student, in words."),
    "reply": _("What a teacher replied."),
    "replied_by": _("Who replied."),
    "replied_at": _("When they did."),
    "student_answer": _("What the student said to the reply."),
    "joined_on": _("The day the student joined the class."),
    "goals_active": _("How many goals are active."),
    "goals_finished": _("How many goals are finished."),
    "steps": _("How many steps there are; in the list of students, of active goals."),
    "steps_done": _("How many of these steps are done."),
    "check_ins_asked": _("How often the student was asked on their schedule."),
    "check_ins_answered": _("How often they answered."),
    "entries": _("How many entries there are."),
    "last_entry_on": _("The day of the newest entry."),
    "last_reflection_on": _("The day of the newest weekly reflection."),
    "area": _("What the goal is about."),
    "why": _("The reason for the goal, or for the group."),
    "obstacle": _("What may get in the way."),
    "plan_if": _("The plan: if this happens …"),
    "plan_then": _("… then the student does this."),
    "shown_by": _("How one will see that it is reached."),
    "next_step": _("The next open step."),
    "next_step_by": _("The day the next step is for."),
    "set_on": _("The day the goal was set."),
    "checked_on": _("The day of its newest check-in."),
    "ended_on": _("The day it ended."),
    "agreement": _("What a teacher said to the goal."),
    "agreed_by": _("Who said it."),
    "agreed_on": _("The day they said it."),
    "agreement_line": _("The teacher's line to it."),
    "group_id": _("The number of the group."),
    "group_name": _("The name of the group."),
    "move": _("What to do with the group."),
    "made_on": _("The day the group was made."),
    "until": _("The last day of the group."),
}
"""Every column, by its name; names stay as they are in every language."""
LEVEL_OF_AREA = _("The level in this area, in words; of two goals the newer one.")

COLUMN = _("Column")
HOLDS = _("Holds")
MEANS = _("What it means")
KINDS = {
    "text": _("words"),
    "fact": _("code or time"),
    "number": _("number"),
    "time": _("date and time"),
    "day": _("date"),
}
"""What a column holds."""
DICTIONARY = _("Columns")
ABOUT = _("About")

REPORT = _("Report")
CLASS = _("Class")
MADE_AT = _("Made at")
ZONE = _("Time zone")
PERIOD = _("Days")
ALL_DAYS = _("from the start")
FROM_TO = _("{since} to {until}")
FROM = _("from {since}")
TO = _("until {until}")
ONLY = _("Only")
EVERYBODY = _("the whole class")
OF_GROUP = _("group: {name}")
OF_STUDENT = _("student: {name}")
OF_TARGET = _("target: {words}")
OF_STATE = _("status: {state}")
OF_STUCK = _("stuck on: {stuck}")
OF_UNANSWERED = _("not answered by a teacher")
ROWS = _("Rows")
VERSION = _("Made by")
PLEASE = _("Please note")
NOTICE = _("It holds students' own words. Keep it where only school staff can open it.")
