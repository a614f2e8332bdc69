"""Are the product's answers true? Data with planted truths and with nulls, one module per question."""
