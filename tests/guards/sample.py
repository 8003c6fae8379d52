"""Takes some guards away that the table names, and sees their cells or tests turn red.

`python -m tests.guards.sample 3 17` draws three of them by the seed 17.
"""

import random
import sys

from tests.guards.document import rows
from tests.guards.prove import shown_again
from tests.guards.walk import Walker, standing_town


def main(count: int, seed: int) -> int:
    """Print what came of each; 0 when all of them turned red, and nothing else did."""
    shown = [one for one in rows() if one.cell]
    drawn = random.Random(seed).sample(shown, count)  # noqa: S311
    missing = 0
    with standing_town() as matrix:
        walker = Walker(matrix)
        for row in drawn:
            found = shown_again(walker, row)
            missing += not found.cell
            sys.stdout.write(f"{'red' if found.cell else 'GREEN'}: {row.guard}: {found.said}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
