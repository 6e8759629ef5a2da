using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Json;
using Telemed.Dicom.Network;
using Telemed.Dicom.Text;
using Telemed.Dicom.Writing;
using Telemed.Domain.Access;
using Telemed.Hub.Imaging;
using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>C-FIND for studies, series and instances, and for the modality work list (PS3.4 annexes C and K).</summary>
internal sealed class FindService(DimseServices services, DimseChannel channel, DimsePeer peer)
{
    private const int KeyLimitBytes = 256 * 1024;
    private const int RowLimit = 5000;
    private const int IdentifierDoesNotMatch = 0xA900;

    // What a patient has by himself; the rest is his studies' (PS3.4 table C.6-1).
    private static readonly DicomTag[] OfPatient =
        [DicomTags.PatientName, DicomTags.PatientID, DicomTags.PatientBirthDate, DicomTags.PatientSex];

    public async Task Run(AgreedContext context, CancellationToken cancel)
    {
        var command = channel.Command;
        var keys = await ReadKeys(context, cancel);
        var (found, isMore, problem) = await Find(context, keys, cancel);
        if (problem is not null)
        {
            await Answer(context, DimseCommands.Answer(command, IdentifierDoesNotMatch, comment: problem), cancel);
            return;
        }
        var messageId = command.GetInt(DicomTags.MessageID) ?? 0;
        foreach (var row in found)
        {
            if (channel.IsCancelAsked(messageId, cancel))
            {
                await Answer(context, DimseCommands.Answer(command, DimseCommands.Cancelled), cancel);
                return;
            }
            await Pending(context, command, row, cancel);
        }
        // Whoever asks must not take a part for the whole.
        await Answer(context, isMore
            ? DimseCommands.Answer(command, StoreOutcome.OutOfRoom, comment: $"More than {RowLimit} match.")
            : DimseCommands.Answer(command, 0), cancel);
    }

    private async Task<(IEnumerable<DicomDataset> Found, bool IsMore, string? Problem)> Find(
        AgreedContext context, DicomDataset keys, CancellationToken cancel)
    {
        if (context.AbstractSyntax != ContextRules.WorkList) return await FindImages(context, keys, cancel);
        await using var read = await services.Database.Read(cancel);
        return (await WorkList.Find(read, peer, keys, cancel), false, null);
    }

    private async Task<(IEnumerable<DicomDataset> Found, bool IsMore, string? Problem)> FindImages(
        AgreedContext context, DicomDataset keys, CancellationToken cancel)
    {
        QueryLevel? level = keys.GetString(DicomTags.QueryRetrieveLevel) switch
        {
            "PATIENT" when context.AbstractSyntax == ContextRules.PatientFind => QueryLevel.Study,
            "STUDY" => QueryLevel.Study,
            "SERIES" => QueryLevel.Series,
            "IMAGE" => QueryLevel.Instance,
            _ => null,
        };
        var isPatients = keys.GetString(DicomTags.QueryRetrieveLevel) == "PATIENT";
        if (level is null) return ([], false, "The query level is missing or not known.");
        IReadOnlyList<QueryRow> rows;
        await using (var read = await services.Database.Read(cancel))
        {
            var scope = await ImagingScope.Parameters(read, peer.For(Permission.ViewRecordings), null, cancel);
            var query = new ImagingQuery(level.Value, scope) { IsFuzzy = false };
            foreach (var key in keys)
            {
                if (!key.Vr.IsText || key.Tag == DicomTags.QueryRetrieveLevel
                    || key.Tag == DicomTags.SpecificCharacterSet) continue;
                if (QueryKey.Find(key.Tag) is null || (isPatients && !OfPatient.Contains(key.Tag))) continue;
                if (query.Add(key.Tag, string.Join('\\', keys.GetStrings(key.Tag))) is { } problem)
                    return ([], false, $"{key.Tag}: {problem}");
            }
            rows = await QueryRows.Find(read, query, RowLimit + 1, 0, after: null, cancel);
        }
        var found = isPatients ? Patients(rows.Take(RowLimit), keys)
            : rows.Take(RowLimit).Select(row => Chosen(row, level.Value, keys));
        return (found, rows.Count > RowLimit, null);
    }

    // Each patient once, whatever number of studies he has; clinics give out their numbers without asking each other.
    // A study without a number is its patient's only one, as far as anybody can tell.
    private IEnumerable<DicomDataset> Patients(IEnumerable<QueryRow> rows, DicomDataset keys) => rows
        .GroupBy(row => (row.FacilityId, row.PatientNumber, row.PatientNumber.Length > 0 ? Guid.Empty : row.StudyId))
        .Select(studies =>
        {
            var patient = Chosen(studies.First(), QueryLevel.Study, keys, OfPatient);
            if (keys[DicomTags.NumberOfPatientRelatedStudies] is not null)
                patient.Set(new DicomDatasetBuilder()
                    .Integer(DicomTags.NumberOfPatientRelatedStudies, studies.Count()).Build()
                    [DicomTags.NumberOfPatientRelatedStudies]!);
            return patient;
        });

    // The answer holds what was asked for and nothing else (PS3.4 section C.4.1.1.3.2).
    private DicomDataset Chosen(
        QueryRow row, QueryLevel level, DicomDataset keys, IReadOnlyCollection<DicomTag>? only = null)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json)) QueryRows.Write(writer, row, level, address: null);
        var all = DicomJsonReader.Read(json.WrittenMemory);
        var answer = new DicomDatasetBuilder().Text(DicomTags.SpecificCharacterSet, "ISO_IR 192")
            .Text(DicomTags.RetrieveAETitle, services.Options.AeTitle);
        foreach (var key in keys)
        {
            if (key.Tag == DicomTags.SpecificCharacterSet || key.Tag == DicomTags.RetrieveAETitle) continue;
            if (key.Tag == DicomTags.QueryRetrieveLevel) answer.Text(key.Tag, [.. keys.GetStrings(key.Tag)]);
            else if (all[key.Tag] is not null && only?.Contains(key.Tag) is not false) answer.Copy(all, key.Tag);
            else answer.Empty(key.Tag, key.Vr);
        }
        return answer.Build();
    }

    private async Task<DicomDataset> ReadKeys(AgreedContext context, CancellationToken cancel)
    {
        var keys = await channel.ReadDataset(TransferSyntax.Of(context.TransferSyntax), KeyLimitBytes, cancel);
        CharsetRewriter.Label(keys, CharacterSet);
        return keys;
    }

    private string? CharacterSet => services.Options.CharacterSetOf(peer.AeTitle);

    private Task Pending(AgreedContext context, DicomDataset command, DicomDataset row, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        if (CharacterSet == "GB18030") row = CharsetRewriter.InGb18030(row);
        DicomWriter.WriteDataset(body, row, TransferSyntax.Of(context.TransferSyntax));
        return channel.Send(context.Id, DimseCommands.Answer(command, DimseCommands.Pending, hasDataset: true).Build(),
            body.ToArray(), cancel);
    }

    private Task Answer(AgreedContext context, DicomDatasetBuilder answer, CancellationToken cancel) =>
        channel.Send(context.Id, answer.Build(), (byte[]?)null, cancel);
}
