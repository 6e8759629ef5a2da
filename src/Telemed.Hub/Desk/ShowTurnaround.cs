using System.Globalization;
using System.Text;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Turnaround;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Desk;

/// <summary>
/// The figures of a period: median, ninetieth percentile and share in target, each opening its cases.
/// </summary>
internal static class ShowTurnaround
{
    internal const string Definition =
        "A case counts once, when its first report is signed, in the period of that signature. To claim: queued to the "
        + "claim that led to the report. To final: sent to signed, without the time in which the clock stood still. "
        + "Green cases of a service with duty hours count the time in those hours alone. "
        + "Delivery gap: signed to acknowledged. Target: the catalogue's minutes for service and colour; delivery 5 "
        + "min, 60 min, 24 h. Groups of fewer than 5 cases are shown as few.";

    private const int CasesLimit = 200;
    private static readonly TimeSpan PeriodLimit = TimeSpan.FromDays(3660);

    internal sealed record Query
    {
        public DateTimeOffset? From { get; init; }

        public DateTimeOffset? To { get; init; }

        public string? By { get; init; }

        public string? Service { get; init; }

        public Guid? FacilityId { get; init; }

        public string? Colour { get; init; }

        public string? Key { get; init; }

        public string? Cursor { get; init; }
    }

    [Answers<TurnaroundPage>]
    internal static async Task<IResult> Handle(
        [AsParameters] Query query, CurrentPerson person, HttpContext http, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var by = query.By ?? "service";
        if (TurnaroundStore.By(by) is not { } sql) return Problems.BadField("by", "There is no such grouping.");
        if (Parameters(query, person, time, out var from, out var to) is not { } parameters)
            return Problems.BadField("from", "The period ends after it begins, and the colour is one of three.");
        await using var reading = await database.Read(cancel);
        var rows = await reading.Rows<TurnaroundStore.FiguresRecord>(sql, parameters, cancel);
        var page = new TurnaroundPage([.. rows.Select(Row)], from, to, by, Definition);
        return http.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.Ordinal)
            ? TypedResults.Text(Csv(page), "text/csv", Encoding.UTF8)
            : TypedResults.Ok(page);
    }

    /// <summary>The cases behind a figure.</summary>
    [Answers<TurnaroundCases>]
    internal static async Task<IResult> Cases(
        [AsParameters] Query query, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        if (Parameters(query, person, time, out _, out _) is not { } parameters)
            return Problems.BadField("from", "The period ends after it begins, and the colour is one of three.");
        var cursor = query.Cursor is { } text ? Cursor.Read(text) : null;
        if (query.Cursor is not null && cursor is null)
            return Problems.BadField("cursor", "This is no cursor of ours.");
        parameters.Add("by", query.By ?? "service");
        parameters.Add("key", query.Key);
        parameters.Add("beforeAt", cursor?.At);
        parameters.Add("beforeId", cursor?.Id);
        parameters.Add("limit", CasesLimit);
        await using var reading = await database.Read(cancel);
        var rows = await reading.Rows<TurnaroundStore.CaseFigure>(TurnaroundStore.CasesSql, parameters, cancel);
        var next = rows.Count == CasesLimit ? new Cursor(0, rows[^1].SignedAt, rows[^1].Id).ToString() : null;
        return TypedResults.Ok(new TurnaroundCases(
            [
                .. rows.Select(row => new TurnaroundCase(
                    row.Id, row.Number, row.ServiceCode, row.Colour, row.Facility, row.Performer, row.SubmittedAt,
                    row.SignedAt, Rounded(row.ToFinalMinutes) ?? 0, Rounded(row.PausedMinutes) ?? 0,
                    Rounded(row.OffDutyMinutes) ?? 0, row.Breached)),
            ], next));
    }

    internal static DynamicParameters? Parameters(
        Query query, CurrentPerson person, TimeProvider time, out DateTimeOffset from, out DateTimeOffset to)
    {
        to = query.To ?? time.GetUtcNow();
        from = query.From ?? to.AddDays(-1);
        if (from >= to || to - from > PeriodLimit) return null;
        if (query.Colour is { } colour && !TextCode.TryParse<Colour>(colour, out _)) return null;
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewFigures);
        parameters.Add("from", from);
        parameters.Add("to", to);
        parameters.Add("service", query.Service);
        parameters.Add("facility", query.FacilityId);
        parameters.Add("colour", query.Colour);
        return parameters;
    }

    private static TurnaroundRow Row(TurnaroundStore.FiguresRecord row)
    {
        if (row.Count < TurnaroundFigures.FewBelow)
        {
            var none = new Figures(null, null, null);
            return new TurnaroundRow(row.Key, row.Label, null, Few: true, none, none, none, null, null);
        }
        return new TurnaroundRow(
            row.Key, row.Label, row.Count, Few: false,
            Of(row.ClaimMedian, row.ClaimP90, row.ClaimShare), Of(row.FinalMedian, row.FinalP90, row.FinalShare),
            Of(row.DeliveryMedian, row.DeliveryP90, row.DeliveryShare), Rounded(row.PausedMedian),
            Rounded(row.OffDutyMedian));
    }

    private static Figures Of(double? median, double? p90, double? share) =>
        new(Rounded(median), Rounded(p90), share is { } known ? Math.Round(known, 4) : null);

    private static double? Rounded(double? minutes) => minutes is { } known ? Math.Round(known, 2) : null;

    private static string Csv(TurnaroundPage page)
    {
        var csv = new StringBuilder();
        csv.Append("key,label,count,claim_median_min,claim_p90_min,claim_in_target,final_median_min,final_p90_min,")
            .Append("final_in_target,delivery_median_min,delivery_p90_min,delivery_in_target,paused_median_min,")
            .Append("off_duty_median_min\r\n");
        foreach (var row in page.Rows)
        {
            var cells = new[]
            {
                Cell(row.Key), Cell(row.Label), row.Few ? "few" : Number(row.Count),
                Number(row.ToClaim.MedianMinutes), Number(row.ToClaim.P90Minutes), Number(row.ToClaim.InTargetShare),
                Number(row.ToFinal.MedianMinutes), Number(row.ToFinal.P90Minutes), Number(row.ToFinal.InTargetShare),
                Number(row.DeliveryGap.MedianMinutes), Number(row.DeliveryGap.P90Minutes),
                Number(row.DeliveryGap.InTargetShare), Number(row.PausedMedianMinutes),
                Number(row.OffDutyMedianMinutes),
            };
            csv.AppendJoin(',', cells).Append("\r\n");
        }
        return csv.ToString();
    }

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A text cell: quoted, and never taken for a formula by a spreadsheet.</summary>
    internal static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

/// <summary>The yearly count by requesting tier, performing tier and service.</summary>
internal static class ShowVolume
{
    [Answers<VolumePage>]
    internal static async Task<IResult> Handle(
        int? year, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var chosen = year ?? time.GetUtcNow().Year;
        if (chosen is < 2000 or > 2200) return Problems.BadField("year", "There are no figures of that year.");
        var from = new DateTimeOffset(chosen, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewFigures);
        parameters.Add("from", from);
        parameters.Add("to", from.AddYears(1));
        await using var reading = await database.Read(cancel);
        var rows = await reading.Rows<VolumeRow>(TurnaroundStore.VolumeSql, parameters, cancel);
        return TypedResults.Ok(new VolumePage(
            chosen, rows.Sum(row => row.Count), rows,
            "A case counts once, when its first report is signed, in the year of that signature in UTC."));
    }
}
