namespace Telemed.Browser.Tests;

/// <summary>Tests that measure delays: they run after all others, and alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime
{
    internal const string Name = "one at a time";
}
