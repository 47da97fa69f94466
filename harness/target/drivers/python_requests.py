# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for requests: one session, nothing of the environment, no redirects.
import requests

from serve import folded, serve

session = requests.Session()
session.trust_env = False


def exchange(request):
    response = session.request(request["method"], request["url"], data=request["content"],
                               headers=folded(request["fields"]), timeout=request["timeout"],
                               allow_redirects=False, verify=request.get("cacert", True))
    return response.status_code, response.content


serve("requests", requests.__version__, ["reuse"], exchange)
