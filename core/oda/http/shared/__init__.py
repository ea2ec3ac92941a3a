"""What processes share over Redis: turns at the API, the circuit breaker, and pages.

Imported only where `TINGBLIK_REDIS_URL` is set; `redis` is no part of the plain install. Whatever
Redis does, a caller loses at most a moment: then the process goes by its own limits.
"""
