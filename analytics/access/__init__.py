"""Who may do what on a shared dashboard: permissions, roles, the access file, and the guard that every action asks.

Nothing here knows Streamlit or a server: an identity and a file go in, a grant comes out.
"""

from analytics.access.actions import ACTIONS, action
from analytics.access.file import AccessFile, read_access
from analytics.access.grant import Grant, grant, local_grant
from analytics.access.identity import Identity, identity_of
from analytics.access.permissions import ROLES, Permission
from analytics.access.settings import ServerSettings, server_settings

__all__ = [
    "ACTIONS",
    "ROLES",
    "AccessFile",
    "Grant",
    "Identity",
    "Permission",
    "ServerSettings",
    "action",
    "grant",
    "identity_of",
    "local_grant",
    "read_access",
    "server_settings",
]
