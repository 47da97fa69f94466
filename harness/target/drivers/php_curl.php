<?php
// SPDX-License-Identifier: MIT
// Driver (harness/play/driver.h) for PHP's curl functions: one handle, kept and reused, no proxies.
// Its time limit is for the whole request.
require __DIR__ . '/serve.php';

$handle = curl_init();

function exchange(array $request): array
{
    global $handle;
    $fields = field_lines($request['fields']);
    if ($request['expect'])
        $fields[] = 'Expect: 100-continue';
    curl_reset($handle);
    curl_setopt_array($handle, [CURLOPT_URL => $request['url'], CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => $fields, CURLOPT_TIMEOUT_MS => $request['timeout_ms'],
        CURLOPT_NOPROXY => '*'] + (isset($request['cacert']) ? [CURLOPT_CAINFO => $request['cacert']] : []));
    if ($request['content'] !== null)
        curl_setopt($handle, CURLOPT_POSTFIELDS, $request['content']);
    if ($request['method'] === 'HEAD')
        curl_setopt($handle, CURLOPT_NOBODY, true);
    elseif ($request['method'] !== 'POST' || $request['content'] === null)
        curl_setopt($handle, CURLOPT_CUSTOMREQUEST, $request['method']);
    $content = curl_exec($handle);
    if ($content === false)
        throw new RuntimeException(curl_error($handle));
    return [curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $content];
}

serve('php-curl', PHP_VERSION, ['expect', 'reuse'], 'exchange');
