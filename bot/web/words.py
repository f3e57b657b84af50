"""What the teacher's pages say, beside the words that the chat has for the same things."""

from __future__ import annotations

from dialogs import review_work
from dialogs.words import _, _n

# --- around every page ---------------------------------------------------------------------------

SKIP = _("Skip to the page")
PAGES = _("Pages")
YOUR_CLASSES = _("Your classes")
OVERVIEW = _("Overview")
INBOX = _("Inbox")
GROUPS = _("Groups")
EXPORT = _("Export")
SETTINGS = _("Settings")
SIGN_OUT = _("Sign out")
EVERYWHERE = _("Sign out everywhere")
SAID = _("Done")
BACK = _("Back")

# --- the door ------------------------------------------------------------------------------------

SIGN_IN_TITLE = _("The pages of your class")
SIGN_IN = _("Sign in")
SIGN_IN_SAID = _("You come from the chat. Press the button, and you are in for eight hours.")
SHARED = _("Is this a computer that others use too? Then sign out when you leave.")
SIGNED_OUT = _("You are signed out")
COME_IN = _("To come in, write /dashboard to Waymark in Telegram. It gives you a link.")
LINK_OVER = _("This link opens nothing any more")
ASK_ANEW = _(
    "A link works once, and for 15 minutes. Write /dashboard to Waymark in Telegram, and you get "
    "a new one."
)

# --- what goes wrong -----------------------------------------------------------------------------

NOT_FOUND = _("There is no such page")
NOT_HERE = _("It may be gone, or it belongs to a class that you don't teach.")
NOT_UNDERSTOOD = _("That was not understood")
NOT_FROM_HERE = _("That did not come from this page")
TRY_AGAIN = _("Go back, open the page anew, and try again.")
NOT_KEPT = _("What you wrote was not kept or sent. Copy it from here:")
TOO_MUCH = _("That is too much at once")
FAULT = _("Something went wrong on our side")
FAULT_SAID = _("Nothing was changed. Please try again in a minute.")
LOOK_BELOW = _("Please look at this again: {wrong}")

# --- the overview --------------------------------------------------------------------------------

TODAY = _("Today, {day}")
NOBODY_YET = _("Nobody has joined yet. /invite in the chat gives you a link for your students.")
REPLIES_OWED = _("Waiting for you")
WAIT = _n("{n} thing waits for a word from you.", "{n} things wait for a word from you.", 1)
NOTHING_WAITS = _("Nothing waits for a word from you.")
OPEN_INBOX = _("Open the inbox")
MOVED = _("Moved this week")
NOBODY_MOVED = _("No step has been done yet this week.")
STEPS_DONE = _n("{n} step done", "{n} steps done", 1)
STUCK = _("Stuck on")
NOBODY_STUCK = _("Nobody says they are stuck.")
STUCK_STUDENTS = _n("{n} student", "{n} students", 1)
IN_TWO_WEEKS = _("Of the last check-ins of two weeks.")
QUIET = _("Quiet lately")
NOBODY_QUIET = _("Everybody has been heard from in the last two weeks.")
QUIET_SINCE = _("since {day}")
QUIET_ALWAYS = _("not heard from yet")
ASKED_NO_MORE = _("I ask them no more by myself; a word from you may help.")
ALL_STUDENTS = _("All students")
STUDENT = _("Student")
GOAL = _("Goal")
PACE = _("Pace")
LAST_WORD = _("Last word")
LAST_CHECK_IN = _("Last check-in")
NO_GOAL = _("no goal yet")
NO_WORD = _("none yet")
RESTS_UNTIL = _("on a break until {day}")
AND_MORE = _n("and {n} more", "and {n} more", 1)
SHOW_ALL = _("Show all")

CHECK_INS_BY_WEEK = _("Check-ins by week")
CHECK_INS_ALT = _("Bars: check-ins in each of the last {n} weeks. The table below has the figures.")
PACE_OVER_TIME = _("Pace over time")
PACE_ALT = _(
    "Bars: how many goals were ahead, on pace or in need of more time in each of the last {n} "
    "weeks. The table below has the figures."
)
GOALS = _("Goals")
FIGURES = _("The figures")
WEEK_OF = _("Week of")
CHECK_INS = _("Check-ins")
STUDENTS = _("Students")
BY_OWN_DAYS = _("By the days that students set for their own steps.")

# --- a student -----------------------------------------------------------------------------------

SINCE = _("In {class_name} since {day}")
ABOUT = _("About them")
NOTHING_TOLD = _("{name} has told nothing about themselves yet.")
GOOD_AT = _("Good at")
INTO = _("Into")
HARDER = _("Harder for them")
HELPS = _("What helps")
LATER = _("Later in life")
NO_GOALS = _("No goal yet.")
WHY = _("Why")
IN_THE_WAY = _("What may get in the way")
PLAN = _("Plan")
IF_THEN = _("{when}: {then}")
SEEN_BY = _("How they will know")
LEVEL_THEN = _("Where they were when they set it")
PATH_ALT = _("A path with {total} stops, {done} done.")
STEP_BY = _("by {day}")
STEP_DONE = _("done on {day}")
LAST_NEXT = _("Their next step, in their words")
STATES = {
    "active": _("going on"),
    "paused": _("resting"),
    "finished": _("reached"),
    "dropped": _("let go"),
}
AGREED = _("What a teacher said to it")
LOOK_AT_GOAL = _("Say something to it")
EARLIER_GOALS = _("Earlier goals")
WORK = _("What they showed")
NO_WORK = _("Nothing has been handed in yet.")
VERSION = _("Version {n}")
THEY_SAY = _("{name} says")
TEACHER_SAYS = _("Teacher says")
CRITERION = _("What we look for")
NOT_LOOKED = _("not looked at yet")
LOOK_AT_IT = _("Look at it")
LOG = _("Log")
NO_LOG = _("Nothing yet.")
OLDER = _("Older")
NEWEST = _("Back to the newest")
KINDS = {
    "goal_set": _("Began a goal"),
    "goal_changed": _("Changed a goal"),
    "goal_paused": _("Rests a goal"),
    "goal_resumed": _("Went on with a goal"),
    "goal_finished": _("Finished a goal"),
    "goal_dropped": _("Let a goal go"),
    "check_in": _("Check-in"),
    "note": _("Note"),
    "reflection": _("Looked back"),
    "goal_review": _("Looked back at a goal"),
    "test_before": _("Before a test"),
    "test_after": _("After a test"),
    "demonstration_chosen": _("Chose how to show it"),
    "demonstration_submitted": _("Handed in work"),
    "demonstration_reviewed": _("Review"),
    "proposal_answered": _("Answer to an idea"),
    "why_asked": _("Asked why"),
    "why_answered": _("Answer to a why"),
}
VERDICTS = review_work.VERDICTS
ANSWERED = _("{teacher} wrote")
READ_ONLY = _("{teacher} has read it.")
VOICE = _("A voice message; it is in the chat.")
THEY_ANSWERED = _("{name} answered")
REPLY = _("Reply")
FAMILY_LINK = _("Family")
CONFERENCE = _("Conference sheet")
AS_PDF = _("The sheet as a PDF")
NOTHING_TO_CONFER = _("There is no goal yet, so there is no sheet to lead from.")

# --- the inbox -----------------------------------------------------------------------------------

ITEMS = {
    "alert": _("Needs you in person"),
    "help": _("Asks for help"),
    "back": _("Answered you"),
    "family": _("A family asks"),
    "proposal": _("An own idea"),
    "work": _("Work to look at"),
    "asked_why": _("Asks why"),
    "goal": _("A goal to look at"),
    "entry": _("Told you"),
    "quiet": _("Quiet lately"),
}
TELL_ALIKE = _("Told alike")
ONE_BY_ONE = _("One by one")
WHOM = _("Who is it for?")
LATE = _("has waited long")
AND_REST = _n("{n} more waits; it comes up here next.", "{n} more wait; they come up here next.", 1)
I_LOOKED = _("I have seen all of it")
ANSWER_ALIKE = _n("{n} alike: {what}", "{n} alike: {what}", 1)
ANSWER_TOGETHER = _("Answer together")
STUCK_ON = _("Stuck on: {what}")
LATELY = _("Check-ins: {states}")
CONTACT = _("Last word from a teacher: {day}")
NO_CONTACT = _("No word from a teacher yet")
FOR_WORK = _("{format}, version {n}")
ABOUT_GOAL = _("Goal: {aim}")
READ_IT = _("Read what was written")
NEEDS_YOU = _("{name} needs you in person")
ASKED_TO_TALK = _("{name} asked to talk to someone. Please find a quiet moment for them.")
TALK_IN_PERSON = _("Please see to it in person today.")
SEE_TO_IT = _("I see to it")
TO_INBOX = _("Back to the inbox")
SEE_STUDENT = _("More about {name}")
REPLY_TO = _("Reply to {name}")
ALIKE_TITLE = _("One reply to several")
ALIKE_SAID = _("Untick whoever it is not for. Each gets it under their own words.")
GOT_IT = _n("{n} student gets it.", "{n} students get it.", 1)
ALL_ANSWERED = _("Somebody answered {names} already. Your words are below, and were not sent.")
WAITS_NO_MORE = _("What {name} wrote waits no more, so it was not sent to them.")
OWN_REPLY = _("… or write your own")
NO_REPLY = _("Read, no reply needed")
WORDS_THERE = _(
    "There are words of yours in the box, so nothing was sent and nothing closed. Send them, or "
    "empty the box first."
)
SEND = _("Send")
SEND_TO = _("Send to {name}")
SUGGESTIONS = _("With suggestions")
QUICK = _("Your reply to {name}")
SEEN = _("I have read it")
LOOK = _("Look at it")
GO_ON = _("Answer")
FAMILY_ASKS = _("{adult}, family of {child}, asks")
ANSWERED_ALREADY = _("This has been answered.")
STUDENTS_GOAL = _("{name}'s goal")
GOAL_GOES_ON = _("The goal is {name}'s, and goes on all the while.")
STEPS = _("Steps")

# --- the review desk -----------------------------------------------------------------------------

WORK_OF = _("{name} shows “{aim}”")
HANDED_IN = _("{format}. Version {n}, {day}.")
NEWER = _("There is a newer version.")
EARLIER = _("Earlier versions")
EVIDENCE = _("What was handed in")
REVIEW = _("Your review")
SAID_OF = _("What was said of version {n}")
ANSWER_WHY = _("Answer what {name} asks")
REVIEWED = _("{teacher}, {day}: {verdict}")
LEVEL = _("Level")
BY_JUDGEMENTS = _("As the judgements come to")
LINE = _("A line for {name}; for “Revise one thing”, the one thing")
NO_LINE = _("Nothing was said of this one yet.")
STUDENT_ASKS = _("{name} asks why")
TEACHER_SAID = _("{teacher} says")
IDEA_OF = _("{name}'s own idea for “{aim}”")
PRODUCT = _("What it will be")
AUDIENCE = _("For")
PARTS = _("It will show")
NEEDS = _("They need")
READY_BY = _("Ready by")
MAY_BEGIN = _("{name} may begin all the while.")
DECISION_LINE = _("The change, a line for {name}, or what stands in the way")
DECIDED = _("{teacher}, {day}: {what}")

# --- groups --------------------------------------------------------------------------------------

NOW = _("Working together now")
NO_GROUPS = _("No group works together now.")
UNTIL = _("until {day}")
NOT_SENT = _("not sent yet")
IDEA_GONE = _(
    "That idea has changed meanwhile. What you filled in is below, as a group of your own."
)
SEND_PLAN = _("Send the plan for the week")
SENDS_PLAN = _("Students who have not heard of their group hear of it now, never why.")
COULD = _("These could work together")
NOTHING_OFFERED = _("Nothing in the last two weeks asks for a group.")
MAKE_IT = _("Make this group")
OWN_GROUP = _("A group of your own")
CHANGE_IT = _("Change")
SAVE_IT = _("Save")
END_IT = _("End it now")
OTHERS_OF_CLASS = _("Others of the class")
TOGETHER = _("What they do together")
WHO_IS_IN = _("Who is in it?")

# --- exports -------------------------------------------------------------------------------------

EXPORT_SAID = _("It holds students' own words. Keep it where only school staff can open it.")
REPORT = _("What shall be in it?")
FORM = _("What kind of file?")
STATUS = _("Status")
COLUMNS = _("Choose columns")
WHICH_COLUMNS = _("Which columns shall be in it?")
PICK_COLUMNS = _("Please tick at least one column.")
EVERYBODY = _("Everybody")
GROUP = _("Group")
WHOLE_CLASS = _("The whole class")
FIRST_DAY = _("From this day on")
LAST_DAY = _("Until this day")
TARGET = _("Words of a goal or its topic")
ANY = _("Any")
UNANSWERED = _("Only what nobody has answered")
GET_FILE = _("Get the file")
WHICH_STUDENT = _("Please pick a student for that.")
NOT_ONE_OF_THESE = _("That is not one of these.")
NO_DAY = _("That is no day.")

# --- files ---------------------------------------------------------------------------------------

DOWNLOAD = _("Download {name}")
FILE_COMING = _("This file is on its way. Look again in a minute.")
FILE_GONE = _("This file could not be fetched. Ask for it once more.")
A_FILE = _("file")
ALT_PICTURE = _("What {name} sent")

# --- settings ------------------------------------------------------------------------------------

HOURS = _("Hours and rules")
SAVE = _("Save")
BREAKS = _("Holidays and breaks")
NO_BREAKS = _("No days off are set.")
BREAK_DAYS = _("{first} to {last}")
REMOVE = _("Remove")
REMOVE_WHAT = _("Remove “{what}”")
ADD_DAYS = _("Add days")
OWN_WORDS = _("Or in your own words")
VARIES = _("Leave it empty if it varies.")
OWN_PROMPTS = _("Your own words")
OWN_PROMPTS_SAID = _(
    "Questions, ways to show and things to look for that your class meets beside Waymark's own."
)
NONE_YET = _("None yet.")
FULL = _("Five is as many as there can be.")
ADD = _("Add")
REMOVED = _("“{what}” is removed.")
REMOVED_BEFORE = _("Those days are not set any more. Here is what is set now.")
