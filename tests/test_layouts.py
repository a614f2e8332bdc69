"""A layout is a name and options: valid ones are understood from texts, others are refused in one clear line."""

from dataclasses import fields

import pytest

from analytics.ask.workspaces.build_command import build_arguments
from analytics.build.pipeline import build
from analytics.cli.commands.build import add_arguments
from analytics.cli.input_options import chosen_options
from analytics.errors import DataloupeError
from analytics.layouts import Fast, Umap, build_option, describe, layout_of, make_layout, options_of, with_layout


def test_texts_become_values_of_the_right_types():
    texts = {"n_neighbors": "8", "min_dist": "0.05", "densmap": "yes", "labels": "topic", "seed": "none"}
    assert make_layout("umap", texts) == Umap(n_neighbors=8, min_dist=0.05, densmap=True, labels="topic", seed=None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_neighbors": 50}, "n_neighbors must be a whole number from 2 to 16, not 50"),
        ({"n_neighbors": "7.5"}, "n_neighbors must be a whole number from 2 to 16, not '7.5'"),
        ({"min_dist": "nan"}, "min_dist must be a number from 0 to 2, not 'nan'"),
        ({"min_dist": 1.5}, "min_dist must be at most spread (1), not 1.5"),
        ({"densmap": "perhaps"}, "densmap must be yes or no, not 'perhaps'"),
        ({"seed": "-1"}, "seed must be a whole number from 0 to 2147483647 or none, not '-1'"),
        ({"neighbors": "9"}, "The layout umap has no option 'neighbors'. It has: n_neighbors, min_dist, "),
    ],
)
def test_an_invalid_option_is_one_clear_line(options, message):
    with pytest.raises(DataloupeError) as raised:
        make_layout("umap", options)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_an_unknown_layout_and_an_option_of_the_fast_one_name_what_is_valid():
    with pytest.raises(DataloupeError, match=r"There is no layout 'tsne'. There are: fast, umap"):
        make_layout("tsne")
    with pytest.raises(DataloupeError, match=r"The layout fast has no option 'seed'. It has no options"):
        make_layout("fast", {"seed": 1})


@pytest.mark.parametrize("layout", [Fast(), Umap(), Umap(min_dist=0.05, densmap=True, labels="a=b", seed=None)])
def test_a_layout_survives_the_options_of_a_build(layout):
    assert layout_of({"layout": build_option(layout)}) == layout


def test_equal_layouts_are_equal_options_of_a_build():
    assert build_option(make_layout("umap", {"min_dist": "0.1"})) == build_option(Umap()) == {"name": "umap"}
    assert build_option(Fast()) is None
    assert layout_of({}) == Fast()


@pytest.mark.parametrize("layout", ["umap", {"name": "umap"}, {"name": "umap", "min_dist": 0.1, "seed": "42"}])
def test_a_build_keeps_equal_layouts_in_one_form(layout):
    assert with_layout({"text": "body", "layout": layout}) == {"text": "body", "layout": {"name": "umap"}}
    assert with_layout({"text": "body", "layout": "fast"}) == with_layout({"text": "body"}) == {"text": "body"}


def test_a_build_refuses_a_layout_before_it_reads_anything(tmp_path):
    with pytest.raises(DataloupeError, match="There is no layout 'tsne'"):
        build(str(tmp_path / "w"), [str(tmp_path / "missing.csv")], {"layout": "tsne"})
    assert not (tmp_path / "w").exists()


def test_every_option_accepts_its_default_and_is_explained():
    for one in fields(Umap):
        option = options_of(Umap)[one.name]
        assert option.read(one.name, one.default) == one.default
        assert option.help.endswith(".")


def test_a_layout_is_described_by_what_shapes_it():
    assert describe(Fast()) == "Fast"
    assert describe(Umap()) == "UMAP (n_neighbors 15, min_dist 0.1)"
    assert describe(Umap(densmap=True, labels="topic")) == (
        "UMAP (n_neighbors 15, min_dist 0.1, densMAP, labels topic)"
    )


def options(*arguments):
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return chosen_options(parser.parse_args(["corpus.csv", "--workspace", "w", *arguments]))


def test_the_command_line_gives_a_build_its_layout():
    assert options() == options("--layout", "fast") == {}
    given = options("--layout", "umap", "--layout-option", "min_dist=0.05", "--layout-option", "labels=my, column")
    assert given == {"layout": {"name": "umap", "min_dist": 0.05, "labels": "my, column"}}


@pytest.mark.parametrize(
    "arguments", [["--layout", "umap", "--layout-option", "densmap"], ["--layout-option", "min_dist=0.05"]]
)
def test_an_option_without_value_or_layout_is_refused(arguments):
    with pytest.raises(DataloupeError):
        options(*arguments)


@pytest.mark.parametrize("layout", [Fast(), Umap(), Umap(min_dist=0.05, densmap=True, labels="a=b, c", seed=None)])
def test_a_build_that_the_dashboard_starts_gets_the_same_layout(layout):
    arguments = build_arguments(["corpus.csv"], {"layout": build_option(layout)})
    assert layout_of(options(*arguments[1:])) == layout
