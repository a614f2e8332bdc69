"""The keys and tokens of well-known services, by the forms that these services publish."""

from __future__ import annotations

import re

_AWS = (r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}", r"ABSK[A-Za-z0-9+/]{109,}={0,2}", r"AKIA[A-Z0-9]{16}")
_GOOGLE = (r"AIza[A-Za-z0-9_-]{35}", r"GOCSPX-[A-Za-z0-9_-]{28}", r"ya29\.[A-Za-z0-9_-]{20,512}")
_AZURE = (r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}", r"AccountKey=[A-Za-z0-9+/]{86}==",
          r"SharedAccessKey=[A-Za-z0-9+/]{43}=", r"sig=[A-Za-z0-9%+/]{40,100}(?:%3[dD]|=)")  # fmt: skip
_CODE = (
    r"gh[pousr]_[A-Za-z0-9]{36,255}",
    r"github_pat_[A-Za-z0-9_]{60,255}",
    r"gl(?:pat|rt|dt|cbt|ptt|ft|soat|agent|oas)-[A-Za-z0-9_-]{20,64}",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-AgE[A-Za-z0-9_-]{50,255}",
    r"ATATT3[A-Za-z0-9_=-]{50,255}",
    r"ATBB[A-Za-z0-9]{32}",
    r"dckr_pat_[A-Za-z0-9_-]{27}",
    r"sntry[su]_[A-Za-z0-9_=+/-]{40,255}",
    r"rubygems_[a-f0-9]{48}",
    r"oy2[a-z0-9]{43}",
)
_MODELS = (
    r"sk-(?:proj-|ant-[a-z0-9]{2,8}-|ant-|or-v1-|or-|svcacct-|admin-)?[A-Za-z0-9_-]{20,255}",
    r"hf_[A-Za-z0-9]{30,64}",
    r"gsk_[A-Za-z0-9]{48,56}",
    r"r8_[A-Za-z0-9]{37,40}",
    r"pplx-[A-Za-z0-9]{40,60}",
    r"xai-[A-Za-z0-9]{60,100}",
)
_CHAT = (
    r"xox[abeoprs]-[A-Za-z0-9-]{10,255}",
    r"xapp-\d-[A-Za-z0-9-]{20,255}",
    r"\d{8,10}:AA[A-Za-z0-9_-]{33}",
    r"[MNO][A-Za-z\d_-]{23,25}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,38}",
    r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    r"(?:AC|SK)[0-9a-f]{32}",
    r"key-[0-9a-f]{32}",
    r"[0-9a-f]{32}-us\d{1,2}",
)
_MONEY = (
    r"[rsp]k_(?:live|test)_[A-Za-z0-9]{16,255}",
    r"whsec_[A-Za-z0-9+/]{24,64}=?",
    r"sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,60}",
    r"EAAA[A-Za-z0-9_-]{60}",
    r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}",
)
_CLOUD = (
    r"do[opr]_v1_[0-9a-f]{64}",
    r"dapi[0-9a-f]{32}(?:-\d)?",
    r"dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9.]{40,60}",
    r"hv[sbr]\.[A-Za-z0-9_-]{24,200}",
    r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}",
    r"gl(?:c|sa)_[A-Za-z0-9+/=_]{32,400}",
    r"NRAK-[A-Z0-9]{27}",
    r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
    r"lin_api_[A-Za-z0-9]{40}",
    r"(?:secret_|ntn_)[A-Za-z0-9]{43,46}",
    r"sbp_[0-9a-f]{40}",
    r"tskey-[a-z]+-[A-Za-z0-9]{8,}-[A-Za-z0-9]{20,}",
    r"HRKU-[A-Za-z0-9_-]{36,70}",
    r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
    r"figd_[A-Za-z0-9_-]{40}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{58}",
    r"sl\.[A-Za-z0-9_-]{130,152}",
    r"EAA[A-Za-z0-9]{100,}",
    r"cfut_[A-Za-z0-9_-]{40,60}",
    r"vc[pk]_[A-Za-z0-9]{24,60}",
)
_TOKENS = (r"eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}",)

FORMS = (*_AWS, *_GOOGLE, *_AZURE, *_CODE, *_MODELS, *_CHAT, *_MONEY, *_CLOUD, *_TOKENS)
KEY = re.compile(rf"(?:(?<![A-Za-z0-9])(?:{'|'.join(FORMS)})|(?<=/bot)\d{{8,10}}:AA[A-Za-z0-9_-]{{33}})(?![A-Za-z0-9])")

PREFIX = (
    r"A(?:KIA|SIA|BIA|CCA|BSK)|AIza|GOCSPX|ya29|\dQ~|AccountKey|SharedAccessKey|sig=|gh[pousr]_|github_pat"
    r"|gl[a-z]+-|npm_|pypi-"
    r"|ATATT|ATBB|dckr_|sntry|rubygems|oy2|sk-|hf_|gsk_|r8_|pplx|xai-|xox|xapp|:AA|SG\.|AC[0-9a-f]{32}"
    r"|SK[0-9a-f]{32}|key-"
    r"|-us\d|k_live|k_test|whsec|sq0|EAA|shp|access_token\$|do[opr]_v1|dapi|dp\.|hv[sbr]\.|atlasv1|glc_|glsa_"
    r"|NRAK|PMAK|lin_api"
    r"|secret_|ntn_|sbp_|tskey|HRKU|\bpat|figd|AGE-SECRET|\bsl\.|cfut|vc[pk]_|eyJ|[MNO][A-Za-z\d_-]{23,25}\."
)
"""What every key of FORMS contains: this is searched first."""

HAS_PREFIX = re.compile(PREFIX)

WEBHOOK = re.compile(
    r"https?://(?:hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{8,}/[A-Z0-9]{8,}/[A-Za-z0-9/]{16,80}"
    r"|(?:[a-z]+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{16,20}/[A-Za-z0-9_-]{20,100}"
    r"|[a-z0-9.-]+\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/-]{60,400}"
    r"|outlook\.office\.com/webhook/[A-Za-z0-9@/-]{60,400}"
    r"|chat\.googleapis\.com/v1/spaces/[^\s\"'<>]{20,400}|hooks\.zapier\.com/hooks/catch/\d+/[A-Za-z0-9]{5,20}"
    r"|maker\.ifttt\.com/trigger/[^\s/]+/(?:json/)?with/key/[A-Za-z0-9_-]{20,60}"
    r"|hook\.[a-z0-9.]*make\.com/[A-Za-z0-9]{20,60}"
    r"|[a-z0-9.-]+\.logic\.azure\.com[^\s\"'<>]{40,600})"
)
"""Addresses that post messages for everyone who knows them."""
