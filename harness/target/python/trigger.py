# SPDX-License-Identifier: MIT
# What the triggers of all Python servers share: what the query asks for, and how it is done.
from urllib.parse import parse_qs, urlsplit


class Asked:
    """What a request-target asks of the trigger; send maps the codes that the framework
    can send as interim responses to functions, or is one function for all."""

    def __init__(self, target, able):
        query = parse_qs(urlsplit(target).query)

        def first(name, otherwise):
            return query.get(name, [otherwise])[0]

        codes = [int(code) for code in first("interim", "").split(",") if code]
        self.codes = [code for code in codes if able(code)]
        self.gap_s = int(first("gap_ms", "0")) / 1000
        self.before = first("when", "after-content") == "before"
        self.final = int(first("final", "200"))
        self.content = first("token", "hello\n").encode("latin-1")
        self.fields = {
            "X-Interim-Asked": ",".join(map(str, codes)),
            "X-Interim-Refused": ",".join(str(code) for code in codes if not able(code)),
        }
        if self.final in (204, 304):
            self.content = b""
        else:
            self.fields["Content-Length"] = str(len(self.content))
