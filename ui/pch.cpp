// Carries the precompiled header that every library of ui/ uses again.
