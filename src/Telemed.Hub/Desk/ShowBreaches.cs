using Telemed.Domain.Turnaround;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Desk;

/// <summary>How many signed cases broke their promise, and by which of the practice's causes.</summary>
internal static class ShowBreaches
{
    internal const string Definition =
        "Breached: signed after the catalogue's minutes for service and colour, paused time and time outside the "
        + "duty hours of the service left out. One cause a "
        + "case, the first that applies: network (a file came after the claim without being asked for), no reader (had "
        + "to be escalated, or waited for a queue), late claim, information wait, long read. Fewer than 5 are "
        + "shown as few.";

    private static readonly string[] Causes = ["no_reader", "late_claim", "long_read", "info_wait", "network"];

    [Answers<BreachPage>]
    internal static async Task<IResult> Handle(
        [AsParameters] ShowTurnaround.Query query, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        if (ShowTurnaround.Parameters(query, person, time, out var from, out var to) is not { } parameters)
            return Problems.BadField("from", "The period ends after it begins, and the colour is one of three.");
        await using var reading = await database.Read(cancel);
        var rows = await reading.Rows<TurnaroundStore.BreachRecord>(TurnaroundStore.BreachesSql, parameters, cancel);
        return TypedResults.Ok(new BreachPage(
            rows.Sum(row => row.Count), Hidden(Breached(rows)),
            Hidden(Breached(rows.Where(row => row.Colour == "red"))),
            rows.Where(row => row.Colour == "red").Sum(row => row.Count),
            [.. Causes.Select(cause => Row(cause, rows.Where(row => row.Cause == cause).Sum(row => row.Count)))],
            from, to, Definition));
    }

    private static int Breached(IEnumerable<TurnaroundStore.BreachRecord> rows) =>
        rows.Where(row => row.Cause is not null).Sum(row => row.Count);

    private static BreachRow Row(string cause, int count) => new(cause, Hidden(count), IsFew(count));

    // None is no small group: a zero tells nothing of anybody.
    private static bool IsFew(int count) => count is > 0 and < TurnaroundFigures.FewBelow;

    private static int? Hidden(int count) => IsFew(count) ? null : count;
}
