# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for httpx: one client, nothing of the environment, no redirects.
import httpx

from serve import serve

client = httpx.Client(trust_env=False)


def exchange(request):
    response = client.request(request["method"], request["url"], content=request["content"],
                              headers=request["fields"], timeout=request["timeout"])
    return response.status_code, response.content


serve("httpx", httpx.__version__, ["reuse"], exchange)
