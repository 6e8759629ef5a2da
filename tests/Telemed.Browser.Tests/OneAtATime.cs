// Delays between two screens are measured here, and each test already keeps several browsers busy.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
