"""Run in an environment with bpe-openai: `o200k_tokens.py FILE.json` with a list of texts; prints the list of their
token counts by GPT-4o's tokenizer as JSON.
"""

import json
import sys
from pathlib import Path

from bpe_openai import get_encoding

encode = get_encoding("o200k_base").encode
print(json.dumps([len(encode(text)) for text in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))]))
