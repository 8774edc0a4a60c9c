"""Stories, issues and towns as JSON, read-only: stories as IPTC ninjs 3.0, lists in pages by key.

parameters  what is asked: bad values are errors that name them
ninjs       a story as a ninjs document
answers     ETag, leave for scripts of other sites, errors as problem+json
views       the addresses; `openapi.json` describes them
"""
