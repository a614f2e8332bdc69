"""Readings: what the records of any input are, inferred from their values, shown to people, and corrected by them.

    reading = infer(records)                            # of a sample of records; None without text
    reading = corrected("a.json", reading, profile(records), {"thumbs": "messages[].evaluation.score"})
    text = to_yaml(reading); reading = from_yaml(text)  # for `--reading`, also with options={"reading": text}
    log_of(record, reading)                             # one record as a reading reads it

A form that shows and corrects the reading of a file uses `analytics.ingest.preview`:

    sample = sample_of(source)                          # profile of the first records
    readings(sample)                                    # the inferred reading, then its alternatives
    field_choices(sample)                               # every path, with its type and example values
    preview(source, reading).tables["documents"]        # the first rows as they will be, with the rejects

A correction is `{field: path}` with the names of `--map`: text, role, turns, conversation, user, model, time, title,
label, source, lang, url, prompt, response; any other name is a rating. An empty path clears a field. The form of the
Data page, and the memory of what it corrects, are in `analytics.ingest.correcting`.
"""
