"""The pooled effect of eight schools, from the rounded data and from those with two decimals in Rubin (1981), Table 1.

Run anywhere:  python3 Tests/ReferenceValues/notebooks/eight_schools.py
"""

import numpy as np

data = {
    "rounded": ([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]),
    "Rubin": (
        [28.39, 7.94, -2.75, 6.82, -0.64, 0.63, 18.01, 12.16],
        [14.9, 10.2, 16.3, 11.0, 9.4, 11.4, 10.4, 17.6],
    ),
}
for name, (y, se) in data.items():
    w = 1 / np.square(se)
    print(f"{name}: mean {w @ y / w.sum():.2f}, variance {1 / w.sum():.1f}; sd of the estimates {np.std(y, ddof=1):.1f}")
