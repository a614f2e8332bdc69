"""A corpus in shards: what is larger than one machine is a list of workspaces, each built by one worker of a cluster.

What decides a document by itself runs shard by shard, with the code of one machine. Only duplicates need all shards.
"""
