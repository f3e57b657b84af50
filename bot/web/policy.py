"""What a browser is told about every answer: what it may run, fetch, frame and keep."""

from __future__ import annotations

PAGE = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SHEET = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""Of a sheet to print, which has its style and pictures in it and fetches nothing."""
FILE = "default-src 'none'; media-src 'self'; sandbox"
"""Of a student's file: opened by itself it is no page of ours, and nothing runs in it."""
CSP = "content-security-policy"
HEADERS = {
    CSP: PAGE,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": with it a browser would not say that a form stood on a page of ours.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
"""Of every answer that does not say otherwise itself."""
