using System.Reflection;

namespace Telemed.Domain;

/// <summary>Tables that ship inside this library as data files.</summary>
internal static class EmbeddedData
{
    internal static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The data file {name} is missing from the build.");

    internal static IEnumerable<string> Names(string start) => Assembly.GetExecutingAssembly()
        .GetManifestResourceNames().Where(name => name.StartsWith(start, StringComparison.Ordinal)).Order();
}
