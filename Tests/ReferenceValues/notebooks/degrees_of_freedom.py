"""The median and the central 95% of the prior of the degrees of freedom, gamma(2, 0.1) above 1.

Run anywhere:  python3 Tests/ReferenceValues/notebooks/degrees_of_freedom.py
"""

from scipy.stats import gamma

prior = gamma(2, scale=10)
print("gamma(2, 0.1) above 1:", *(f"{prior.isf(prior.sf(1) * (1 - p)):.1f}" for p in (0.025, 0.5, 0.975)))
