<?php
// SPDX-License-Identifier: MIT
// Driver (harness/play/driver.h) for Guzzle on PHP's curl: one client, no redirects, any status is a
// response. Its time limit is for the whole request.
require __DIR__ . '/serve.php';
require 'GuzzleHttp/autoload.php';

$client = new GuzzleHttp\Client(['http_errors' => false, 'allow_redirects' => false, 'proxy' => '']);

function exchange(array $request): array
{
    global $client;
    $options = ['headers' => [], 'timeout' => $request['timeout_ms'] / 1000,
        'expect' => $request['expect']];
    foreach ($request['fields'] as [$name, $value])
        $options['headers'][$name][] = $value;
    if ($request['content'] !== null)
        $options['body'] = $request['content'];
    $response = $client->request($request['method'], $request['url'], $options);
    return [$response->getStatusCode(), (string) $response->getBody()];
}

serve('guzzle', GuzzleHttp\ClientInterface::MAJOR_VERSION . ' on PHP ' . PHP_VERSION,
    ['expect', 'reuse'], 'exchange');
