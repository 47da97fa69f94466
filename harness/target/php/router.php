<?php
// SPDX-License-Identifier: MIT
// PHP's built-in server: PHP has nothing for interim responses. With INTERIM_JOB set a 102 is tried all
// the same: as the status of a job that is not ready, with content.
file_get_contents('php://input');
$asked = $_GET['interim'] ?? '';
$job = getenv('INTERIM_JOB') && str_contains($asked, '102');
http_response_code($job ? 102 : (int) ($_GET['final'] ?? 200));
header("X-Interim-Asked: $asked");
header("X-Interim-Refused: $asked");
header('Content-Type: text/plain');
echo $_GET['token'] ?? "hello\n";
