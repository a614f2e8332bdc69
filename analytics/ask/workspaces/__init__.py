"""Questions about the workspaces themselves: which are served, which stages built them, how a build is started, and
what people upload. They take a path, a workspace or a manifest, not a connection.
"""
