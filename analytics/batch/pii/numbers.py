"""What precedes and follows a number, so that it is not part of a longer one."""

from __future__ import annotations

NO_NUMBER_BEFORE = r"(?<![\w.,:$€£#/=+-])"
NO_NUMBER_AFTER = r"(?![\w%€£$*^]|[.,:/-]\d|[ -]\d)"
