"""Enqueue so many operations with one library, one after the other; print wall and CPU seconds.

python -m bench.writeback.jobs.produce celery 3000
"""

import importlib
import sys
import time

from bench.writeback.jobs import work


def main() -> None:
    library, count = sys.argv[1], int(sys.argv[2])
    enqueue = importlib.import_module(f"bench.writeback.jobs.{library}_app").enqueue
    bodies = work.bodies(count)
    wall, cpu = time.perf_counter(), time.process_time()
    for body in bodies:
        enqueue(body)
    print(time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main()
