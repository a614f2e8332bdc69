"""The machine code of a function is cached, and compiled again when a file changes whose functions it calls."""

import importlib.util

from analytics.batch.compiled import cached_with

CALLER = """
def twice(n):
    return 2 * n
"""


def test_machine_code_is_read_again_until_another_file_changes(tmp_path):
    caller, other = tmp_path / "caller.py", tmp_path / "other.py"
    caller.write_text(CALLER)
    other.write_text("before")
    spec = importlib.util.spec_from_file_location("caller", caller)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def compilations():
        kernel = cached_with(str(other))(module.twice)
        assert kernel(21) == 42
        return sum(kernel.stats.cache_misses.values())

    assert compilations() == 1
    assert compilations() == 0
    other.write_text("after")
    assert compilations() == 1
    assert compilations() == 0
