"""Text files whose lines are the records: a dialogue on each line, and files whose lines belong together."""

from pathlib import Path

from analytics.ingest.text_lines import dialogues, parallel

TALK = "YOU: do you want the red book <eos> THEM: no , the green one please <eos> YOU: deal"
PROSE = [f"The weather of day {day} was rather pleasant for a walk in the park." for day in range(12)]


def test_lines_with_several_speaker_marks_are_dialogues():
    assert dialogues("\n".join([TALK] * 8)) == [TALK] * 8


def test_prose_and_short_files_are_not_dialogues():
    assert dialogues("\n".join(PROSE)) is None
    assert dialogues("\n".join([TALK] * 2)) is None
    assert dialogues("Title: a note\n" * 10) is None


def test_files_with_one_number_of_lines_give_a_record_for_each_line():
    texts = {Path("val_text.txt"): "\n".join(PROSE), Path("val_labels.txt"): "\n".join(["0", "1"] * 6)}
    files, records = parallel(texts)
    assert [file.name for file in files] == ["val_text.txt", "val_labels.txt"]
    assert records[1] == {"text": PROSE[1], "label": "1"} and len(records) == 12


def test_files_of_other_lengths_or_without_labels_do_not_belong_together():
    assert parallel({Path("a.txt"): "\n".join(PROSE), Path("b.txt"): "0\n1"}) is None
    assert parallel({Path("a.txt"): "\n".join(PROSE), Path("b.txt"): "\n".join(PROSE)}) is None
