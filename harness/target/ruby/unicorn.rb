# SPDX-License-Identifier: MIT
# unicorn serves one connection a process: as many processes as cases run at a time.
worker_processes 16
