#!/usr/bin/env bash
# Install what the tests look at pages with: a browser, LibreOffice, poppler, a Chinese font. Tests skip without them.
set -uo pipefail
has_writer() { [ -e "$(dirname "$(readlink -f "$(command -v soffice)")")/libswlo.so" ]; }
if command -v chromium >/dev/null && command -v pdftoppm >/dev/null && command -v soffice >/dev/null && has_writer; then
  exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "not installed here: chromium, LibreOffice, poppler-utils; the tests that need them are skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends \
  chromium libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-noto-cjk >/dev/null ||
  echo "could not be installed here: chromium, LibreOffice, poppler-utils; the tests that need them are skipped" >&2
exit 0
