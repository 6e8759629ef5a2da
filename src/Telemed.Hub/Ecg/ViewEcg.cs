using System.Globalization;
using System.Text.Json;
using Telemed.Ecg;
using Telemed.Ecg.Measure;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Ecg;

/// <summary>
/// What a page must know about an ECG besides its trace: header, what the device says, what we measured, priors.
/// </summary>
internal static class ViewEcg
{
    internal sealed record Response
    {
        public required Guid Id { get; init; }
        public Guid? ConsultationId { get; init; }
        public required Guid FacilityId { get; init; }
        public Guid? PatientId { get; init; }
        public string? FileName { get; init; }
        public required string Format { get; init; }
        public required string Sha256 { get; init; }
        public string? AcquiredAt { get; init; }
        public required DateTimeOffset ReceivedAt { get; init; }
        public required int DurationMs { get; init; }
        public required double SamplingRateHz { get; init; }
        public required HeaderLine Patient { get; init; }
        public required EcgDevice Device { get; init; }
        public required IReadOnlyList<string> Warnings { get; init; }
        public required IReadOnlyList<DeviceStatement> DeviceStatements { get; init; }
        public required IReadOnlyList<Measurement> DeviceMeasurements { get; init; }

        /// <summary>True while the measuring job has not finished.</summary>
        public required bool Measuring { get; init; }
        public required IReadOnlyList<Measurement> Measurements { get; init; }
        public required IReadOnlyList<BeatView> Beats { get; init; }
        public required IReadOnlyList<FlagView> Flags { get; init; }

        /// <summary>Coded statements that follow from the flags: suggestions, never set by themselves.</summary>
        public required IReadOnlyList<SuggestionView> Suggested { get; init; }

        /// <summary>Compared with the newest earlier ECG that was measured; null where there is none.</summary>
        public IReadOnlyList<SuggestionView>? Serial { get; init; }
        public SignalQuality? Quality { get; init; }
        public required IReadOnlyList<Prior> Priors { get; init; }
    }

    internal sealed record HeaderLine(string Name, string? Id, string Sex, DateOnly? BirthDate, double? AgeYears);

    internal sealed record Measurement(string Name, double Value, string Unit, string? Lead);

    internal sealed record Prior(Guid Id, string AcquiredAt, IReadOnlyList<Measurement> Measurements);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, EcgFiles files, CancellationToken cancel)
    {
        EcgRow? row;
        IReadOnlyList<PriorEcgRow> priors = [];
        await using (var reading = await database.Read(cancel))
        {
            row = await EcgStore.Find(reading, person, id, cancel);
            if (row is { PatientId: not null }) priors = await EcgStore.Priors(reading, person, row, cancel);
        }
        if (row is null) return Problems.NotFound();
        return TypedResults.Ok(Show(row, await files.Read(row.Source, cancel), priors));
    }

    private static Response Show(EcgRow row, EcgRecording recording, IReadOnlyList<PriorEcgRow> priors)
    {
        var analysis = Analysis(row.Analysis);
        var patient = recording.Patient;
        return new Response
        {
            Id = row.Id, ConsultationId = row.ConsultationId, FacilityId = row.FacilityId, PatientId = row.PatientId,
            FileName = row.FileName, Format = row.Format, Sha256 = Convert.ToHexStringLower(row.Sha256),
            AcquiredAt = recording.Acquired?.ToString(), ReceivedAt = row.ReceivedAt,
            DurationMs = row.DurationMs, SamplingRateHz = row.SamplingRateHz,
            Patient = new HeaderLine($"{patient.FamilyName} {patient.GivenName}".Trim(), patient.Id,
                Domain.TextCode.Of(patient.Sex), patient.BirthDate, patient.AgeYears),
            Device = recording.Device, Warnings = [.. recording.Warnings.Select(warning => warning.Coded)],
            DeviceStatements = recording.Statements,
            DeviceMeasurements =
                [.. recording.Measurements.Select(one => new Measurement(one.Name, one.Value, one.Unit, one.Lead))],
            Measuring = row.MeasuredAt is null,
            Measurements = Measured(analysis), Beats = EcgViews.Beats(analysis), Flags = EcgViews.Flags(analysis),
            Suggested = EcgViews.Suggested(analysis), Serial = SerialOf(analysis, priors),
            Quality = analysis?.Quality,
            Priors = [.. priors.Select(prior =>
                new Prior(prior.Id, AcquiredOf(prior), Measured(Analysis(prior.Analysis))))],
        };
    }

    private static IReadOnlyList<SuggestionView>? SerialOf(EcgAnalysis? analysis, IReadOnlyList<PriorEcgRow> priors)
    {
        var before = priors.Select(prior => Analysis(prior.Analysis)).FirstOrDefault(prior => prior is not null);
        return analysis is null || before is null ? null : EcgViews.View(SerialComparison.Of(analysis, before));
    }

    private static string AcquiredOf(PriorEcgRow prior) => prior.AcquiredLocal is { } local
        ? local.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
        : prior.ReceivedAt.ToString("O", CultureInfo.InvariantCulture);

    private static EcgAnalysis? Analysis(string? stored) =>
        stored is null ? null : JsonSerializer.Deserialize(stored, EcgJson.Default.EcgAnalysis);

    private static Measurement[] Measured(EcgAnalysis? analysis)
    {
        if (analysis?.Intervals is not { } found) return [];
        (string Name, double? Value, string Unit)[] all =
        [
            (MeasurementNames.HeartRate, found.HeartRateBpm, "bpm"), (MeasurementNames.Rr, found.RrMs, "ms"),
            (MeasurementNames.P, found.PMs, "ms"), (MeasurementNames.Pr, found.PrMs, "ms"),
            (MeasurementNames.Qrs, found.QrsMs, "ms"),
            (MeasurementNames.Qt, found.QtMs, "ms"), (MeasurementNames.QtcBazett, found.QtcBazettMs, "ms"),
            (MeasurementNames.QtcFridericia, found.QtcFridericiaMs, "ms"),
            (MeasurementNames.PAxis, found.PAxisDeg, "deg"),
            (MeasurementNames.QrsAxis, found.QrsAxisDeg, "deg"), (MeasurementNames.TAxis, found.TAxisDeg, "deg"),
        ];
        return [.. all.Where(one => one.Value is not null)
            .Select(one => new Measurement(one.Name, one.Value!.Value, one.Unit, null))];
    }
}
