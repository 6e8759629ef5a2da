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
        if (context.AbstractSyntax != ContextRules.WorkList) return await FindImages(keys, cancel);
        await using var read = await services.Database.Read(cancel);
        return (await WorkList.Find(read, peer, keys, cancel), false, null);
    }

    private async Task<(IEnumerable<DicomDataset> Found, bool IsMore, string? Problem)> FindImages(
        DicomDataset keys, CancellationToken cancel)
    {
        QueryLevel? level = keys.GetString(DicomTags.QueryRetrieveLevel) switch
        {
            "PATIENT" or "STUDY" => QueryLevel.Study,
            "SERIES" => QueryLevel.Series,
            "IMAGE" => QueryLevel.Instance,
            _ => null,
        };
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
                if (QueryKey.Find(key.Tag) is null) continue;
                if (query.Add(key.Tag, string.Join('\\', keys.GetStrings(key.Tag))) is { } problem)
                    return ([], false, $"{key.Tag}: {problem}");
            }
            rows = await QueryRows.Find(read, query, RowLimit + 1, 0, after: null, cancel);
        }
        return (rows.Take(RowLimit).Select(row => Chosen(row, level.Value, keys)), rows.Count > RowLimit, null);
    }

    // The answer holds what was asked for and nothing else (PS3.4 section C.4.1.1.3.2).
    private DicomDataset Chosen(QueryRow row, QueryLevel level, DicomDataset keys)
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
            else if (all[key.Tag] is not null) answer.Copy(all, key.Tag);
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
