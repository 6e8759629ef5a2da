using System.Text.Json.Nodes;
using Npgsql;
using Telemed.Dicom;
using Telemed.Domain;
using Telemed.Ecg;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Ecg;

/// <summary>Reads a device's ECG file in whatever format it came, keeps its row, and asks for its measuring.</summary>
internal static class ReceiveEcg
{
    /// <summary>Every ECG waveform class of DICOM begins like this (PS3.4 table B.5-1).</summary>
    private const string WaveformClasses = "1.2.840.10008.5.1.4.1.1.9.";

    /// <param name="Recording">What the file holds.</param>
    /// <param name="Rhythm">The trace of it.</param>
    /// <param name="WaveformSha256">The same for one trace in any format.</param>
    /// <param name="CsvLayout">What was chosen to read a table of numbers by; null for every other file.</param>
    internal sealed record Parsed(
        EcgRecording Recording, EcgGroup Rhythm, byte[] WaveformSha256, string? CsvLayout = null);

    /// <summary>Whether a DICOM file holds an ECG rather than a picture; only its header is read.</summary>
    /// <exception cref="DicomFormatException">The file is no DICOM file.</exception>
    internal static bool IsWaveform(SpooledFile file)
    {
        using var stream = File.OpenRead(file.Path);
        return DicomReader.Read(stream).Dataset.GetString(DicomTags.SOPClassUID)
            ?.StartsWith(WaveformClasses, StringComparison.Ordinal) == true;
    }

    /// <exception cref="EcgFormatException">The file is no ECG that can be read.</exception>
    internal static async Task<Parsed> Read(SpooledFile file, string? csvLayout, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file.Path);
        var parsed = Parse(await EcgArchive.Read(stream, ChosenCsvLayout.Read(csvLayout), cancel));
        return parsed.Recording.Format == EcgFormat.Csv ? parsed with { CsvLayout = csvLayout } : parsed;
    }

    internal static Parsed Parse(EcgRecording recording)
    {
        var rhythm = recording.Rhythm
            ?? throw new EcgFormatException("Leads", 0, "There is no recorded trace in this file.");
        return new Parsed(recording, rhythm, WaveformPrint.Of(rhythm));
    }

    /// <param name="Id">The ECG that the file shows.</param>
    /// <param name="IsNew">Whether it has no row yet.</param>
    /// <param name="Subject">What its attachment shows.</param>
    internal sealed record Known(EcgRecordingId Id, bool IsNew, ReceivedSubject Subject);

    internal static async Task<ReceivedSubject> Store(
        Work work, Parsed parsed, WrittenBlob blob, ReceiveContext context, IJobOutbox jobs, CancellationToken cancel)
    {
        var ecg = Recognise(parsed, await EcgStore.FindSame(work, parsed, context.FacilityId, cancel), context);
        if (!ecg.IsNew) return ecg.Subject;
        await using var rows = work.Batch();
        foreach (var row in Rows(work, ecg, parsed, blob, context, jobs)) rows.BatchCommands.Add(row);
        await work.Execute(rows, cancel);
        return ecg.Subject;
    }

    /// <summary>
    /// Which ECG a file shows: the same trace in another file, from the same or another door, is one ECG of the case,
    /// and both files are kept.
    /// </summary>
    internal static Known Recognise(Parsed parsed, IReadOnlyList<SameEcg> known, ReceiveContext context)
    {
        // In the tray all cases are none, so there the patient must be the same too, or not be named this time.
        var inThisCase = known.FirstOrDefault(one => one.ConsultationId == context.ConsultationId?.Value
            && (context.PatientId is not { } patient || one.PatientId == patient.Value));
        List<EcgWarning> warnings = [.. parsed.Recording.Warnings];
        if (inThisCase is not null) warnings.Add(EcgWarning.Of("shown_once"));
        else if (known.Any(one => one.PatientId is not null && one.PatientId != context.PatientId?.Value))
            warnings.Add(EcgWarning.Of("other_patient"));
        var id = inThisCase is null ? EcgRecordingId.New(context.Now) : new EcgRecordingId(inThisCase.Id);
        return new Known(id, inThisCase is null, new ReceivedSubject("ecg", id.Value, Summary(parsed),
            HeaderOf(parsed.Recording.Patient), [.. warnings.Select(warning => warning.Coded)]));
    }

    /// <summary>The statements that add a new ECG and ask for its measuring.</summary>
    internal static IEnumerable<NpgsqlBatchCommand> Rows(
        Work work, Known ecg, Parsed parsed, WrittenBlob blob, ReceiveContext context, IJobOutbox jobs) =>
    [
        EcgStore.Add(ecg.Id, parsed, blob.Id, context),
        jobs.Statement(work, new JobRequest(MeasureEcg.KindName, ecg.Id.Value.ToByteArray())),
    ];

    /// <summary>What a person is told of an ECG at once.</summary>
    internal static JsonObject Summary(Parsed parsed) => new()
    {
        ["format"] = TextCode.Of(parsed.Recording.Format),
        ["leads"] = parsed.Rhythm.Leads.Count(lead => lead.IsVoltage),
        ["seconds"] = Math.Round(parsed.Rhythm.DurationSeconds, 1),
        ["samplingRateHz"] = parsed.Rhythm.SamplingRateHz,
        ["acquiredAt"] = parsed.Recording.Acquired?.ToString(),
    };

    internal static HeaderPatient? HeaderOf(EcgPatient patient)
    {
        var name = $"{patient.FamilyName} {patient.GivenName}".Trim();
        if (name.Length == 0 && patient.Id is null && patient.BirthDate is null) return null;
        return new HeaderPatient(name, patient.Id ?? "", patient.BirthDate, patient.Sex switch
        {
            EcgSex.Male => "male",
            EcgSex.Female => "female",
            EcgSex.Other => "other",
            _ => null,
        });
    }
}
