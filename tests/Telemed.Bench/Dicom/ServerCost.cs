using System.Globalization;

namespace Telemed.Bench.Dicom;

/// <summary>What a server and its database have used so far: processor time and memory, read from /proc.</summary>
internal sealed record ServerCost(double CpuMs, double DatabaseMs, double PeakMiB)
{
    private const double TickMs = 10;

    /// <summary>The server's process tree and every PostgreSQL process that this bench started.</summary>
    internal static ServerCost Of(int server)
    {
        var all = Directory.GetDirectories("/proc").Select(folder => Read(Path.GetFileName(folder))).OfType<Row>()
            .ToDictionary(row => row.Id);
        double ticks = 0, database = 0, peak = 0;
        foreach (var row in all.Values)
        {
            var isServer = IsBelow(all, row, server);
            if (!isServer && !(row.Name == "postgres" && IsBelow(all, row, Environment.ProcessId))) continue;
            ticks += row.Ticks;
            if (row.Name == "postgres") database += row.Ticks;
            if (isServer) peak += PeakOf(row.Id);
        }
        return new ServerCost(ticks * TickMs, database * TickMs, peak);
    }

    private sealed record Row(int Id, int Parent, string Name, long Ticks);

    private static bool IsBelow(Dictionary<int, Row> all, Row row, int root)
    {
        for (var at = row; at is not null; at = all.GetValueOrDefault(at.Parent))
            if (at.Id == root) return true;
        return false;
    }

    // Fields of proc(5): 4 is the parent, 14 to 17 are the times of the process and of the children it has buried.
    private static Row? Read(string name)
    {
        if (!int.TryParse(name, CultureInfo.InvariantCulture, out var id)) return null;
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var close = text.LastIndexOf(')');
            var fields = text[(close + 2)..].Split(' ');
            return new Row(id, Number(fields[1]), text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..close],
                Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double PeakOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
