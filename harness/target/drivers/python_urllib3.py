# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for urllib3: one pool manager, its own retries, no redirects.
import urllib3

from serve import folded, serve

pool = urllib3.PoolManager()


def exchange(request):
    response = pool.request(request["method"], request["url"], body=request["content"],
                            headers=folded(request["fields"]), timeout=request["timeout"],
                            redirect=False)
    return response.status, response.data


serve("urllib3", urllib3.__version__, ["reuse"], exchange)
