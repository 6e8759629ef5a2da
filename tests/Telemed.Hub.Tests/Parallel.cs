// The tests wait for PostgreSQL's disk, for timers and for each other's hubs more than for a processor.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
