using System.Globalization;

namespace Telemed.Bench.Main;

/// <summary>
/// The processor time that PostgreSQL has used: of its first process, and of all that this one started.
/// </summary>
internal static class DatabaseTime
{
    private const double TicksPerSecond = 100; // USER_HZ of Linux

    internal static async Task<double> Seconds(BenchHub hub, CancellationToken cancel)
    {
        await using var reading = await hub.Database.Read(cancel);
        var server = Read($"{await reading.Row<int>("SELECT pg_backend_pid()", null, cancel)}")!.Parent;
        var ticks = Read(server)!.WithEnded;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (Path.GetFileName(folder) is var name && int.TryParse(name, CultureInfo.InvariantCulture, out _)
                && Read(name) is { } process && process.Parent == server) ticks += process.Own;
        return ticks / TicksPerSecond;
    }

    private sealed record Times(string Parent, long Own, long WithEnded);

    // proc(5): state, parent and so on follow the name in brackets; the times are the fields 14 to 17.
    private static Times? Read(string process)
    {
        string[] fields;
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // no process, or one that has just ended
        }
        long Ticks(int field) => long.Parse(fields[field - 3], CultureInfo.InvariantCulture);
        var own = Ticks(14) + Ticks(15);
        return new Times(fields[1], own, own + Ticks(16) + Ticks(17));
    }
}
