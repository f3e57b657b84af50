"""The main job, end to end, through the real bot and the strict stand-in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from house import House, house, until


async def test_a_student_goes_all_the_way_and_the_teacher_exports_it(home: House) -> None:
    """Goal, check-in, demonstration, review, revision and export, by tapping."""
    link = await home.teacher()
    maya = await home.student("Maya", link)
    desk = home.phone("Ms Rivera")
    await home.goal(maya)
    await maya.tap("Check in")
    for label in ("Done", "Going well", "My plan", "Same plan", "Skip"):
        await maya.tap(label)
    assert "1 of 2 steps done" in maya.last.text
    await maya.say("/show")
    await maya.tap("Write about it")
    await maya.say("3/4 is 6/8, so 3/4 + 1/8 = 7/8")
    await maya.say("I show two ways")
    await maya.tap("That's all")
    for _criterion in range(3):
        await maya.tap("Yes, it does")
    await maya.tap("Hand it in")

    await home.review(desk)
    assert "3/4 is 6/8" in desk.screen[-2].text
    for label in ("Meets", "Not yet", "Skip", "Meets", "Revise one thing"):
        await desk.tap(label)
    await desk.say("Say why the second way works")
    await desk.tap("Send to Maya")
    assert "Say why the second way works" in maya.last.text
    await maya.tap("Revise it")
    await maya.say("Both are made of eighths")
    await maya.say("the pieces are the same")
    await maya.tap("That's all")
    for _criterion in range(3):
        await maya.tap("Yes, it does")
    await maya.tap("Hand it in")
    await home.review(desk)
    assert "Version 2" in desk.screen[-4].text
    for label in ("Meets", "Meets", "Beyond", "It meets", "Send to Maya"):
        await desk.tap(label)
    assert "it meets" in maya.last.text

    await desk.say("/export")
    await desk.tap("The whole log")
    await until(lambda: desk.last.kind == "document")
    name, content = home.file_on(desk)
    assert name == "reflections_7b-maths_2026-11-23.csv"
    log = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["event_type"] for row in log] == [
        "goal_set",
        "check_in",
        "demonstration_chosen",
        "demonstration_submitted",
        "demonstration_reviewed",
        "demonstration_submitted",
        "demonstration_reviewed",
    ]
    assert {row["student_name"] for row in log} == {"Maya"}
    assert log[1]["status"] == "Done"
    assert log[6]["status"] == "It meets"


async def test_a_restart_in_the_middle_of_a_dialogue_loses_nothing(
    tmp_path: Path, template: Path
) -> None:
    """The open question is there again, with all that was answered before."""
    async with house(tmp_path, template) as before:
        maya = await before.student("Maya", await before.teacher())
        await maya.tap("Set a goal")
        await maya.say("Fractions")
        await maya.tap("Getting there")
    async with house(tmp_path, template, before.clock) as after:
        maya = after.phone("Maya")
        await maya.say("I want to add them in my head")
        await maya.tap("‹ Back")

    assert "What would you like to be able to do?" in maya.last.text
