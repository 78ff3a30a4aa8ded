"""Properties of the domain are counted in examples, not in milliseconds: a busy machine fails none of them."""

from hypothesis import HealthCheck, settings

settings.register_profile("domain", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("domain")
