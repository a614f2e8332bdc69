"""A corpus in parts: what is larger than one machine is a list of workspaces, each built by one worker of a cluster.

Whatever decides a document by itself runs part by part, with the code of one machine. Only duplicates need all parts.
"""
