using System.Text.Json;
using Telemed.Domain;
using Telemed.Ecg;
using Telemed.Ecg.Measure;
using Telemed.Hub.Live;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Ecg;

/// <summary>The job that measures a received ECG: its payload is the id of the recording.</summary>
internal sealed class MeasureEcg(
    Database database, EcgFiles files, Consultations.CaseChanges changes, EcgOptions options,
        TimeProvider time) : IJobHandler
{
    internal const string KindName = "ecg.measure";

    private const double DaysOfYear = 365.25;

    public string Kind => KindName;

    public RetryPolicy Retry { get; } =
        RetryPolicy.Doubling(maxAttempts: 5, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10),
            timeout: TimeSpan.FromMinutes(2));

    public int ParallelLimit => Math.Max(1, Environment.ProcessorCount / 2);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var id = new Guid(run.Payload.Span);
        var source = await Source(id, cancel) ?? throw new JobRefusedException($"ECG {id} is not here.");
        var recording = Completed(await files.Read(source.File, cancel), source);
        await Keep(id, EcgMeasurer.Measure(recording, options.Limits()), cancel);
    }

    private async Task<MeasuredSource?> Source(Guid id, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await EcgStore.Source(reading, id, cancel);
    }

    /// <summary>
    /// Limits of ST and QTc depend on sex and age. Many carts are used without typing them in; the hub knows them.
    /// </summary>
    internal static EcgRecording Completed(EcgRecording recording, MeasuredSource known)
    {
        if (known.Sex is null) return recording;
        var patient = recording.Patient;
        var at = recording.Acquired?.Local ?? known.ReceivedAt.UtcDateTime;
        var born = (patient.BirthDate ?? known.BirthDate)?.ToDateTime(TimeOnly.MinValue);
        return recording with
        {
            Patient = patient with
            {
                Sex = patient.Sex != EcgSex.Unknown ? patient.Sex : known.Sex switch
                {
                    "male" => EcgSex.Male, "female" => EcgSex.Female, _ => EcgSex.Unknown,
                },
                AgeYears = patient.AgeYears ?? (at - born)?.TotalDays / DaysOfYear,
            },
        };
    }

    private async Task Keep(Guid id, EcgAnalysis? analysis, CancellationToken cancel)
    {
        var text = analysis is null ? null : JsonSerializer.Serialize(analysis, EcgJson.Default.EcgAnalysis);
        await using var work = await database.Begin(cancel);
        var consultation = await EcgStore.Measured(work, id, EcgMeasurer.Version, text, time.GetUtcNow(), cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "ecg.measured", Event = AuditEvents.PatientRecord, Kind = AuditAction.Update,
            Actor = AuditActor.Hub,
            EntityKind = "ecg", EntityId = id.ToString(),
        }, time.GetUtcNow(), cancel);
        if (consultation is { } open)
        {
            if (analysis is not null) await RaiseForEcg.Run(work, changes, new ConsultationId(open), analysis, cancel);
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(open)), "ecg", id);
        }
        await work.Commit(cancel);
    }
}
